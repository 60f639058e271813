-- One row per official record of the people: whose it is, as we know today.
-- Reads: person, registration_record (of the warehouse).
SELECT k.*
FROM warehouse.registration_record AS k
SEMI JOIN person USING (practitioner_id)
