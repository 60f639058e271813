-- One row per institution that an official record ever named, with its licence where one is known.
-- Reads: indexed_institution, known_institution, institution.
SELECT
    n.institution_no,
    n.institution_id,
    k.name,
    k.province,
    coalesce(i.division, k.division) AS division,
    i.registration_no,
    i.uscc,
    i.grade,
    array_to_string(i.subjects, '|') AS subjects,
    i.licence_status,
    i.licence_valid_to::VARCHAR AS licence_valid_to
FROM indexed_institution AS n
JOIN known_institution AS k USING (institution_id)
LEFT JOIN institution AS i USING (institution_id)
ORDER BY n.institution_no
