-- One row per source that ever let itself be read: since when.
-- Reads: run.
SELECT source_id, min(started_at) AS began_at
FROM run
WHERE outcome IN ('complete', 'partial')
GROUP BY source_id
