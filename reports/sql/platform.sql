-- One row per lower source: its listings by link outcome, and the registrations they reach.
-- Reads: lower_source, listing, link, registration.
SELECT
    s.source_id,
    s.title,
    s.publisher,
    s.tier,
    count(l.source_record_id) AS listing_count,
    count(*) FILTER (k.outcome = 'linked') AS linked,
    count(*) FILTER (k.outcome = 'ambiguous') AS ambiguous,
    count(*) FILTER (k.outcome = 'unlinked') AS unlinked,
    count(*) FILTER (k.outcome = 'masked') AS masked,
    count(DISTINCT r.registration_id) AS registration_count,
    max(l.last_seen_at) AS last_seen_at
FROM lower_source AS s
LEFT JOIN listing AS l USING (source_id)
LEFT JOIN link AS k USING (source_id, source_record_id)
LEFT JOIN registration AS r ON r.registration_id = k.registration_id
GROUP BY s.source_id, s.title, s.publisher, s.tier, s.position
ORDER BY s.position
