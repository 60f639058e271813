-- One row per registration, under a small number: its official values on the release's day.
-- Reads: anchor, registration, indexed_institution.
SELECT
    a.anchor_no AS registration_no,
    a.person_no,
    r.registration_id,
    r.instrument,
    r.certificate_no,
    r.level,
    r.category,
    array_to_string(r.scope, '|') AS scope,
    r.province,
    i.institution_no,
    r.status,
    coalesce(r.status NOT IN ('cancelled', 'revoked', 'rescinded', 'expired', 'no_longer_listed'), true) AS is_live,
    r.status_since::VARCHAR AS status_since,
    r.valid_from::VARCHAR AS valid_from,
    r.valid_to::VARCHAR AS valid_to,
    r.assessment,
    r.assessed_on::VARCHAR AS assessed_on,
    r.age_days
FROM anchor AS a
JOIN registration AS r USING (registration_id)
LEFT JOIN indexed_institution AS i ON i.institution_id = r.main_institution_id
ORDER BY registration_no
