-- One row per lower source and field with anything to check: how many listings could be, how many agree.
-- Reads: field_check.
SELECT
    source_id,
    field,
    count(*) AS checkable_count,
    count(*) FILTER (is_match) AS match_count
FROM field_check
GROUP BY source_id, field
ORDER BY source_id, field
