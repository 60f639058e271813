-- One row per record and run of the day or before that renewed it.
-- Reads: about, sighting (of the warehouse), run (of the day).
SELECT g.*
FROM warehouse.sighting AS g
SEMI JOIN about USING (source_id, source_record_id)
SEMI JOIN run USING (run_id)
