-- One row per lower source with a linked listing: since when official sources show the registrations it is linked to.
-- Reads: lower_source, link, listing, source. A bulletin shows an act, not where people work; a registration whose
-- official records are all gone is left out.
WITH linked AS (
    SELECT DISTINCT
        source_id,
        registration_id
    FROM link
    INNER JOIN lower_source USING (source_id)
    WHERE outcome = 'linked'
),

sighted AS (
    SELECT
        k.registration_id,
        day_of(min(l.first_seen_at)) AS first_seen_on
    FROM link AS k
    INNER JOIN listing AS l USING (source_id, source_record_id)
    INNER JOIN source AS s USING (source_id)
    WHERE list_contains($official_tiers, s.tier) AND NOT s.is_act AND k.registration_id IS NOT NULL
    GROUP BY k.registration_id
)

SELECT
    r.source_id,
    min(s.first_seen_on) AS began_on,
    date_diff('day', min(s.first_seen_on), $as_of) AS longest_days,
    CAST(median(date_diff('day', s.first_seen_on, $as_of)) AS INTEGER) AS median_days
FROM linked AS r
INNER JOIN sighted AS s USING (registration_id)
GROUP BY r.source_id
ORDER BY r.source_id
