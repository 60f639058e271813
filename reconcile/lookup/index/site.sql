-- One row per institution, registration, kind of site and spell of the registration: main, filed or permit by the golden
-- values, else former. to_day NULL: on the release's day; only of such a filing is the term said.
-- Reads: anchor, anchor_site, practice_site, registration_history, registration_record, official_site, official_content,
-- indexed_institution.
WITH dated AS (
    -- Since when an official record of it names the institution: as those records date themselves, and as they were read.
    SELECT
        k.registration_id,
        i.institution_id,
        min(c.first_asserted_on) AS asserted_from,
        min(least(c.first_asserted_on, day_of(c.first_seen_at))) AS named_on
    FROM official_site AS i
    JOIN registration_record AS k USING (source_id, source_record_id)
    JOIN official_content AS c USING (source_id, source_record_id, content_digest)
    GROUP BY k.registration_id, i.institution_id
),

last_spell AS (
    SELECT registration_id, valid_from AS from_day FROM registration_history WHERE valid_to IS NULL
),

standing AS (
    SELECT
        registration_id,
        institution_id,
        kind,
        -- Of several sources the filing that ends last; no end is last.
        arg_max(
            {'valid_from': valid_from, 'valid_to': valid_to},
            (coalesce(valid_to, DATE '9999-12-31'), coalesce(valid_from, DATE '0001-01-01'))
        ) AS term
    FROM practice_site
    GROUP BY registration_id, institution_id, kind
),

stood AS (
    SELECT
        registration_id, main_institution_id AS institution_id,
        CASE WHEN is_permit(instrument) THEN 'permit' ELSE 'main' END AS kind, valid_from, valid_to
    FROM registration_history
    WHERE valid_to IS NOT NULL AND main_institution_id IS NOT NULL

    UNION ALL

    SELECT registration_id, unnest(filed_site_ids), 'filed', valid_from, valid_to
    FROM registration_history
    WHERE valid_to IS NOT NULL
),

ever AS (
    SELECT
        registration_id, institution_id, kind, term.valid_from AS valid_from, term.valid_to AS valid_to, from_day,
        NULL::DATE AS to_day
    FROM standing
    JOIN last_spell USING (registration_id)

    UNION ALL

    -- Also what a record says that another one outranks: it is official, and not so today.
    SELECT a.registration_id, s.institution_id, 'former', NULL, NULL, l.from_day, NULL
    FROM anchor_site AS s
    JOIN anchor AS a USING (anchor_no)
    JOIN last_spell AS l ON l.registration_id = a.registration_id
    ANTI JOIN standing AS t ON t.registration_id = a.registration_id AND t.institution_id = s.institution_id

    UNION ALL

    SELECT registration_id, institution_id, kind, NULL, NULL, valid_from, valid_to
    FROM stood

    UNION ALL

    SELECT h.registration_id, d.institution_id, 'former', NULL, NULL, greatest(h.valid_from, d.named_on), h.valid_to
    FROM registration_history AS h
    JOIN dated AS d ON d.registration_id = h.registration_id AND d.named_on <= h.valid_to
    ANTI JOIN stood AS t
        ON t.registration_id = h.registration_id AND t.valid_from = h.valid_from AND t.institution_id = d.institution_id
    WHERE h.valid_to IS NOT NULL
)

SELECT
    i.institution_no,
    a.anchor_no AS registration_no,
    e.kind,
    e.from_day::VARCHAR AS from_day,
    e.valid_from::VARCHAR AS valid_from,
    e.valid_to::VARCHAR AS valid_to,
    d.asserted_from::VARCHAR AS asserted_from,
    e.to_day::VARCHAR AS to_day
FROM ever AS e
JOIN anchor AS a USING (registration_id)
JOIN indexed_institution AS i USING (institution_id)
LEFT JOIN dated AS d USING (registration_id, institution_id)
ORDER BY ALL
