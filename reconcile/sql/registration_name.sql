-- One row per registration under a number, and name that a statement of it gives: what an act names it by.
-- Key: registration.
-- Reads: registration_record, statement, former_name.
SELECT DISTINCT k.registration_id, k.certificate_no, k.province, s.name_key, s.name_sound, n.former_keys
FROM registration_record AS k
JOIN statement AS s USING (source_id, source_record_id)
LEFT JOIN former_name AS n USING (former_names)
WHERE is_named_by_number(k.rule)
