-- One row per run that was blocked, failed or partial, latest first, at most 50.
-- Reads: run, source.
SELECT
    r.run_id,
    r.source_id,
    s.title,
    r.kind,
    r.outcome,
    r.reason,
    day_of(r.started_at) AS started_on,
    r.stated_count,
    r.distinct_count
FROM run AS r
INNER JOIN source AS s USING (source_id)
WHERE r.outcome <> 'complete'
ORDER BY r.started_at DESC, r.run_id
LIMIT 50
