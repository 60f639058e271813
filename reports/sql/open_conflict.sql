-- One row per kind and severity of open conflict, over all sources.
-- Reads: conflict, conflict_kind. An error that a source copied counts once, at its original; at the copy it counts as
-- copied_error alone.
WITH standing AS (
    SELECT * FROM conflict WHERE resolved_at IS NULL
)

SELECT
    c.kind,
    k.title_zh,
    k.title_en,
    c.severity,
    count(*) AS open_count
FROM standing AS c
LEFT JOIN conflict_kind AS k USING (kind)
LEFT JOIN (SELECT source_id, source_record_id, field FROM standing WHERE kind = 'copied_error') AS x
    ON x.source_id = c.source_id AND x.source_record_id = c.source_record_id AND x.field = c.field
WHERE x.field IS NULL OR c.kind IN ('copied_error', 'duplicate_listing')
GROUP BY c.kind, k.title_zh, k.title_en, c.severity
ORDER BY list_position($severities, c.severity), open_count DESC, c.kind
