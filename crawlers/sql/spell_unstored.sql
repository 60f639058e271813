-- One row per spell whose first sighting raw/ does not hold (any more).
-- Reads: spell, raw_record.
SELECT s.opened_run_id, s.source_record_id
FROM spell AS s
ANTI JOIN raw_record AS r
    ON
    r.source_id = s.source_id
    AND r.run_id = s.opened_run_id
    AND r.source_record_id = s.source_record_id
    AND r.content_digest = s.content_digest
    AND r.sighting = 'content'
WHERE s.source_id = $source_id
ORDER BY s.opened_run_id, s.source_record_id
