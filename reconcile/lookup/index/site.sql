-- One row per institution, registration and kind of site: main, filed or permit by the golden values, else former.
-- Reads: anchor, anchor_site, practice_site, registration_record, official_site, official_content, indexed_institution.
WITH dated AS (
    -- Since when an official record of it names the institution, as those records date themselves.
    SELECT k.registration_id, i.institution_id, min(c.first_asserted_on) AS asserted_from
    FROM official_site AS i
    JOIN registration_record AS k USING (source_id, source_record_id)
    JOIN official_content AS c USING (source_id, source_record_id, content_digest)
    GROUP BY k.registration_id, i.institution_id
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

ever AS (
    SELECT registration_id, institution_id, kind, term.valid_from AS valid_from, term.valid_to AS valid_to
    FROM standing

    UNION ALL

    -- Also what a record says that another one outranks: it is official, and not so today.
    SELECT a.registration_id, s.institution_id, 'former', NULL, NULL
    FROM anchor_site AS s
    JOIN anchor AS a USING (anchor_no)
    ANTI JOIN standing AS t ON t.registration_id = a.registration_id AND t.institution_id = s.institution_id
)

SELECT
    i.institution_no,
    a.anchor_no AS registration_no,
    e.kind,
    e.valid_from::VARCHAR AS valid_from,
    e.valid_to::VARCHAR AS valid_to,
    d.asserted_from::VARCHAR AS asserted_from
FROM ever AS e
JOIN anchor AS a USING (registration_id)
JOIN indexed_institution AS i USING (institution_id)
LEFT JOIN dated AS d USING (registration_id, institution_id)
ORDER BY ALL
