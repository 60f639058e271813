-- One row per official record asked about, or of a person: whose it is, and by which rule (docs/authority.md).
-- Reads: registration_record, person_record, statement, judged_person, fitting_record.
SELECT
    k.source_id,
    k.source_record_id,
    k.practitioner_id,
    k.registration_id,
    k.rule,
    k.is_main_person,
    p.person_key,
    s.certificate_no,
    s.certificate_mask,
    s.name,
    s.institution,
    s.province,
    s.is_listed,
    -- A judgement put the people of two numbers (or of none) together.
    coalesce(j.senior_key <> j.person_key AND NOT j.is_contradicted, false) AS is_tied,
    (
        SELECT count(*) FROM fitting_record AS f
        WHERE f.source_id = k.source_id AND f.source_record_id = k.source_record_id
    ) AS fit_count
FROM registration_record AS k
JOIN person_record AS p USING (source_id, source_record_id)
JOIN statement AS s USING (source_id, source_record_id)
LEFT JOIN judged_person AS j USING (person_key)
WHERE k.practitioner_id = $practitioner_id OR k.source_id = $source_id AND k.source_record_id = $source_record_id
ORDER BY k.rule <> 'number', k.source_id, k.source_record_id
