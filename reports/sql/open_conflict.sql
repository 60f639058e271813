-- One row per kind and severity of open conflict, over all sources.
-- Reads: conflict, conflict_kind.
SELECT
    c.kind,
    k.title_zh,
    k.title_en,
    c.severity,
    count(*) AS open_count
FROM conflict AS c
LEFT JOIN conflict_kind AS k USING (kind)
WHERE c.resolved_at IS NULL
GROUP BY c.kind, k.title_zh, k.title_en, c.severity
ORDER BY list_position($severities, c.severity), open_count DESC, c.kind
