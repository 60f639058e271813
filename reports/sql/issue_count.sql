-- One row per source, field and reason: values that could not be used, the commonest 50.
-- Reads: issue, source.
SELECT
    i.source_id,
    s.title,
    i.field,
    i.reason,
    count(*) AS issue_count
FROM issue AS i
INNER JOIN source AS s USING (source_id)
GROUP BY i.source_id, s.title, i.field, i.reason
ORDER BY issue_count DESC, i.source_id, i.field, i.reason
LIMIT 50
