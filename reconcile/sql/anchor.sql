-- One row per registration, under small numbers: what a listing of it should agree with.
-- Reads: registration, practitioner, known_institution, anchor_number, person_number.
SELECT
    n.anchor_no,
    m.person_no,
    r.registration_id,
    r.practitioner_id,
    r.certificate_no,
    r.province,
    k.division[:4] AS city,
    -- Where the certificate was issued: where most who moved since were at work once. A province's own number has no city.
    nullif(issuing_division(r.certificate_no)[:2], '') AS issuing_province,
    CASE WHEN issuing_division(r.certificate_no)[3:4] <> '00' THEN nullif(issuing_division(r.certificate_no)[:4], '') END AS issuing_city,
    r.level,
    r.category,
    r.scope,
    p.gender,
    r.status = 'active' AS is_active
FROM registration AS r
JOIN practitioner AS p USING (practitioner_id)
JOIN anchor_number AS n USING (registration_id)
JOIN person_number AS m USING (practitioner_id)
LEFT JOIN known_institution AS k ON k.institution_id = r.main_institution_id
