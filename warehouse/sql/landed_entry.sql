-- One row per distinct entry of the landing: identical rows once, different rows under one key told apart by `#n`.
-- Reads: landed (the file of one landing), spell. What an entry says stays there, at row `landed_no`: tables of the whole
-- list are kept narrow.
WITH keyed AS (
    SELECT record_key, raw_digest(l) AS content_digest, landed_no, row_no, address, url
    FROM landed AS l
),

once AS (
    -- The same entry on two pages is one entry, and so is one seen again with another date of its own row.
    SELECT record_key, content_digest, landed_no, address
    FROM keyed
    QUALIFY row_number() OVER (PARTITION BY record_key, content_digest ORDER BY row_no, address, url, landed_no) = 1
),

repeated AS (
    SELECT record_key FROM once GROUP BY record_key HAVING count(*) > 1
),

-- Under one key, what we know already keeps its place: a newcomer takes over nobody's identity.
placed AS (
    SELECT
        o.record_key,
        o.content_digest,
        min(CASE WHEN s.source_record_id = o.record_key THEN 1 ELSE try_cast(s.source_record_id[length(o.record_key) + 2:] AS INT) END) AS place
    FROM once AS o
    SEMI JOIN repeated USING (record_key)
    JOIN spell AS s
        ON s.content_digest = o.content_digest
        AND (s.source_record_id = o.record_key OR starts_with(s.source_record_id, o.record_key || '#'))
    WHERE s.source_id = $source_id AND s.closed_run_id IS NULL
    GROUP BY o.record_key, o.content_digest
),

numbered AS (
    SELECT *, row_number() OVER (PARTITION BY record_key ORDER BY place NULLS LAST, content_digest) AS n
    FROM once
    LEFT JOIN placed USING (record_key, content_digest)
)

SELECT
    CASE
        WHEN record_key = '' THEN 'row:' || content_digest
        WHEN n = 1 THEN record_key
        ELSE record_key || '#' || n
    END AS source_record_id,
    n > 1 AND record_key <> '' AS is_key_repeated,
    record_key = '' AS is_keyless,
    content_digest,
    landed_no,
    address
FROM numbered
