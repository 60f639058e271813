-- One row per stored record that is not as it was stored, by itself: its digest is of another content, or its time is
-- not of its run (a mark has the run's begin).
-- Reads: raw_record, run.
SELECT
    s.run_id,
    s.source_record_id,
    CASE WHEN s.content_digest <> raw_digest(s) AND s.sighting = 'content' THEN 'its digest' ELSE 'retrieved_at' END AS field
FROM raw_record AS s
JOIN run USING (run_id)
WHERE
    s.source_id = $source_id
    AND CASE
        WHEN s.sighting = 'content' THEN
            s.content_digest <> raw_digest(s)
            OR s.retrieved_at NOT BETWEEN run.started_at - INTERVAL 1 MINUTE AND run.finished_at + INTERVAL 1 MINUTE
        ELSE s.retrieved_at <> run.started_at
    END
ORDER BY ALL
