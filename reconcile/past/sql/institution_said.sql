-- No row: an institution is called as it is today.
-- Reads: institution_said (as known today).
SELECT * FROM known.institution_said LIMIT 0
