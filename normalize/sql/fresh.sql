-- One row per record and content of the batch not yet normalized: its raw values, from the run that first read it.
-- Reads: raw_record, batch_run, read_again, record, source_scope (sources that speak for one province).
WITH content AS NOT MATERIALIZED (
    SELECT * EXCLUDE (sighting, address, source_key)
    FROM raw_record
    SEMI JOIN batch_run USING (source_id, run_id)
    ANTI JOIN record AS known USING (source_id, source_record_id, content_digest)
    WHERE sighting = 'content'
),

-- Whole rows are compared only where there are several.
first AS (
    SELECT * FROM content ANTI JOIN read_again USING (source_id, source_record_id, content_digest)

    UNION ALL

    SELECT *
    FROM content
    SEMI JOIN read_again USING (source_id, source_record_id, content_digest)
    QUALIFY
        row_number() OVER (
            PARTITION BY source_id, source_record_id, content_digest
            ORDER BY retrieved_at, run_id, row_no, url
        ) = 1
)

SELECT
    f.*,
    -- A place is read with what lies around it: the province's text within the source's, the division's within both.
    concat(s.province, chr(31), f.province) AS province_in_scope,
    concat(coalesce(f.province, s.province), chr(31), f.division) AS division_in_province
FROM first AS f
LEFT JOIN source_scope AS s USING (source_id)
