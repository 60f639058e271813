-- One row per record and content that several rows of the batch have: an entry that returned to what it said before.
-- Reads: raw_record, batch_run.
WITH content AS NOT MATERIALIZED (
    SELECT source_id, source_record_id, content_digest
    FROM raw_record
    SEMI JOIN batch_run USING (source_id, run_id)
    WHERE sighting = 'content'
)

SELECT source_id, source_record_id, content_digest
FROM content
-- Nearly none is: numbers tell those that may be, in a fraction of the memory.
WHERE hash(source_record_id, content_digest) IN (
    SELECT hash(source_record_id, content_digest) AS key FROM content GROUP BY key HAVING count(*) > 1
)
GROUP BY ALL
HAVING count(*) > 1
