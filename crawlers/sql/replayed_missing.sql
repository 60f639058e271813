-- One row per entry of the evidence that no stored record holds: not the run's own, and none before it.
-- Reads: replayed, raw_record, run.
SELECT r.evidence_id, r.row_no, r.url, r.record_key
FROM replayed AS r
JOIN run ON run.run_id = split_part(r.evidence_id, '#', 1) AND run.outcome <> 'failed'
WHERE
    NOT EXISTS (
        SELECT 1
        FROM raw_record AS s
        WHERE
            s.source_id = $source_id
            AND s.sighting = 'content'
            AND s.content_digest = raw_digest(r)
            AND s.run_id <= run.run_id
            AND starts_with(s.source_record_id, CASE r.record_key WHEN '' THEN 'row:' ELSE r.record_key END)
    )
ORDER BY r.evidence_id, r.row_no
