-- One row per content the people's official records ever had: an end that is stated counts from its own day.
-- Reads: about, official_content (of the warehouse).
SELECT c.*
FROM warehouse.official_content AS c
SEMI JOIN about USING (source_id, source_record_id)
