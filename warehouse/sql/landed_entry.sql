-- One row per distinct entry of the landing: identical rows once, different rows under one key told apart by `#n`.
-- Reads: landed (the file of one landing). What an entry says stays there, at row `landed_no`: tables of the whole
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

numbered AS (
    SELECT *, row_number() OVER (PARTITION BY record_key ORDER BY content_digest) AS n
    FROM once
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
