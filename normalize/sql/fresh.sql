-- One row per record and content not yet normalized: its raw values, from the run that first read it.
-- Reads: raw_record, record, source_scope (sources that speak for one province).
SELECT
    r.*,
    -- A place is read with what lies around it: the province's text within the source's, the division's within both.
    concat(s.province, chr(31), r.province) AS province_in_scope,
    concat(coalesce(r.province, s.province), chr(31), r.division) AS division_in_province
FROM raw_record AS r
LEFT JOIN source_scope AS s USING (source_id)
ANTI JOIN record AS known USING (source_id, source_record_id, content_digest)
WHERE r.sighting = 'content'
QUALIFY
    row_number() OVER (
        PARTITION BY source_id, source_record_id, content_digest
        ORDER BY r.retrieved_at, r.run_id, r.row_no, r.url
    ) = 1
