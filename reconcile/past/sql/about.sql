-- One row per official record of the people, acts aside: whose it is, as we know today. Key: practitioner.
-- Reads: person, registration_record (as known today).
SELECT k.practitioner_id, k.registration_id, k.source_id, k.source_record_id
FROM known.registration_record AS k
SEMI JOIN person USING (practitioner_id)
