-- One row per candidate pair whose institution name resolved to nothing: does it read like one of the registration's?
-- Reads: candidate, lower_record, meaning, anchor, anchor_site, institution_name, alike.
WITH unresolved AS (
    SELECT record_no, institution_key, province
    FROM lower_record
    ANTI JOIN meaning USING (shown_no)
    WHERE institution_key IS NOT NULL
)

SELECT
    c.record_no,
    c.anchor_no,
    -- In reach as in `unresolved_name`: a pair of names found for another candidate is no reason here.
    CASE
        WHEN count(l.shown_key) FILTER (r.province IS NULL OR r.province = a.province) > 0 THEN 'like'
        ELSE 'unlike'
    END AS level
FROM candidate AS c
JOIN unresolved AS r USING (record_no)
JOIN anchor AS a USING (anchor_no)
LEFT JOIN anchor_site AS i ON i.anchor_no = c.anchor_no
LEFT JOIN institution_name AS n ON n.institution_id = i.institution_id AND n.relation <> 'short'
LEFT JOIN alike AS l ON l.shown_key = r.institution_key AND l.official_key = n.institution_key
GROUP BY c.record_no, c.anchor_no
