-- One row per raw record to store: new contents, in whatever order they are read, then the marks.
-- Reads: landed, landed_mark.
SELECT
    $source_id AS source_id,
    m.source_record_id,
    m.content_digest,
    $run_id AS run_id,
    m.sighting,
    l.* EXCLUDE (landed_no, record_key)
FROM landed AS l
JOIN landed_mark AS m ON m.landed_no = l.landed_no

UNION ALL BY NAME

SELECT *
FROM (
    SELECT
        $source_id AS source_id,
        source_record_id,
        content_digest,
        $run_id AS run_id,
        sighting,
        address,
        $started_at AS retrieved_at
    FROM landed_mark
    WHERE landed_no IS NULL
    ORDER BY source_record_id
)
