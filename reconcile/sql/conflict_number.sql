-- One row per official record of a further person under a number, against the first record of the number's main person.
-- Reads: registration_record, statement.
SELECT
    'certificate_collision' AS kind, k.registration_id, k.practitioner_id, 'certificate_no' AS field,
    k.source_id, k.source_record_id,
    m.first.source_id AS other_source_id, m.first.source_record_id AS other_record_id,
    m.first.name AS official_value, s.name AS listed_value,
    k.certificate_no
FROM registration_record AS k
JOIN statement AS s USING (source_id, source_record_id)
JOIN (
    SELECT
        k.certificate_no,
        arg_min({'source_id': k.source_id, 'source_record_id': k.source_record_id, 'name': s.name}, (k.source_id, k.source_record_id)) AS first
    FROM registration_record AS k
    JOIN statement AS s USING (source_id, source_record_id)
    WHERE k.rule = 'number' AND k.is_main_person
    GROUP BY k.certificate_no
) AS m ON m.certificate_no = k.certificate_no
WHERE k.rule = 'number' AND NOT k.is_main_person
