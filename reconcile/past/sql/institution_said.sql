-- No row: an institution is called as it is today.
-- Reads: institution_said (of the warehouse).
SELECT * FROM warehouse.institution_said LIMIT 0
