-- One row per run some of whose contents have no record, or one of an earlier run: how many contents it read.
-- Reads: raw_record, record.
SELECT
    r.source_id,
    r.run_id,
    r.content_count
FROM (
    SELECT source_id, run_id, count(*) AS content_count
    FROM raw_record
    WHERE sighting = 'content'
    GROUP BY source_id, run_id
) AS r
LEFT JOIN (
    SELECT source_id, run_id, count(*) AS record_count
    FROM record
    GROUP BY source_id, run_id
) AS known USING (source_id, run_id)
-- A run has no more records than contents: where they are as many, each content has its own.
WHERE r.content_count > coalesce(known.record_count, 0)
ORDER BY r.source_id, r.run_id
