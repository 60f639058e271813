-- One row per content of the people's official records.
-- Reads: about, record (of the warehouse).
SELECT r.*
FROM warehouse.record AS r
SEMI JOIN about USING (source_id, source_record_id)
