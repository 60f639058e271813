-- One row per registration, institution, kind of site and source that says so.
-- Reads: registration_record, statement, official_site, golden_value, registration.
WITH filed AS (
    SELECT
        k.registration_id,
        i.institution_id,
        i.source_id,
        arg_max(
            {'valid_from': i.valid_from, 'valid_to': i.valid_to},
            (coalesce(i.valid_to, DATE '9999-12-31'), coalesce(i.valid_from, DATE '0001-01-01'))
        ) AS term
    FROM registration_record AS k
    JOIN statement AS s USING (source_id, source_record_id)
    JOIN official_site AS i USING (source_id, source_record_id)
    WHERE s.is_listed AND i.is_current AND i.role = 'filed'
    GROUP BY k.registration_id, i.institution_id, i.source_id
)

SELECT DISTINCT
    v.registration_id,
    v.main_institution_id AS institution_id,
    CASE WHEN is_permit(r.instrument) THEN 'permit' ELSE 'main' END AS kind,
    NULL::DATE AS valid_from,
    NULL::DATE AS valid_to,
    v.source_id
FROM golden_value AS v
JOIN registration AS r USING (registration_id)
WHERE v.main_institution_id IS NOT NULL

UNION ALL

SELECT registration_id, institution_id, 'filed', term.valid_from, term.valid_to, source_id
FROM filed
