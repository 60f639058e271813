-- One row per official record that speaks of one of the people, announcements of their numbers with them.
-- Reads: person, registration_record, statement (of the warehouse).
SELECT k.source_id, k.source_record_id, false AS is_act
FROM registration_record AS k
SEMI JOIN person USING (practitioner_id)

UNION ALL

SELECT a.source_id, a.source_record_id, true
FROM statement AS a
SEMI JOIN (
    SELECT k.certificate_no FROM registration_record AS k SEMI JOIN person USING (practitioner_id)
) AS held ON held.certificate_no = a.certificate_no
WHERE a.is_official AND a.is_act
