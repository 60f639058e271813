-- One row per distinct entry of the landing: identical rows once, different rows under one key told apart by `#n`.
-- Reads: landed (the files of one landing).
-- A date that the whole list shares is no content: a later list of the same entries has the same contents.
WITH entry AS (
    SELECT * REPLACE (CASE WHEN NOT $is_list_dated THEN asserted_on END AS asserted_on)
    FROM landed
),

keyed AS (
    SELECT *, raw_digest(l) AS content_digest
    FROM entry AS l
),

once AS (
    -- The same entry on two pages is one entry, and so is one seen again with another date of its own row.
    SELECT *
    FROM keyed
    QUALIFY row_number() OVER (PARTITION BY record_key, content_digest ORDER BY row_no, address, url) = 1
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
    * EXCLUDE (n, record_key)
FROM numbered
