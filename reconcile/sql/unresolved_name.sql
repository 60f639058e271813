-- One row per institution name that resolved to nothing and name of a candidate's institution in reach of it.
-- Reads: candidate, lower_record, meaning, anchor, anchor_site, institution_name.
WITH unresolved AS (
    SELECT record_no, institution_key, province
    FROM lower_record
    ANTI JOIN meaning USING (shown_no)
    WHERE institution_key IS NOT NULL
)

SELECT DISTINCT r.institution_key AS shown_key, n.institution_key AS official_key
FROM candidate AS c
JOIN unresolved AS r USING (record_no)
JOIN anchor AS a USING (anchor_no)
JOIN anchor_site AS i USING (anchor_no)
JOIN institution_name AS n ON n.institution_id = i.institution_id AND n.relation <> 'short'
WHERE r.province IS NULL OR r.province = a.province
