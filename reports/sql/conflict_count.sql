-- One row per source (lower or official), kind and severity: open conflicts, the records they touch, and the
-- resolved ones still published.
-- Reads: conflict, kind. A kind without a written definition keeps its code as its title.
SELECT
    c.source_id,
    c.kind,
    coalesce(k.title, c.kind) AS title,
    c.severity,
    k.next_step,
    count(*) FILTER (c.resolved_at IS NULL) AS open_count,
    count(DISTINCT c.source_record_id) FILTER (c.resolved_at IS NULL) AS record_count,
    count(*) FILTER (c.resolved_at IS NOT NULL) AS resolved_count
FROM conflict AS c
LEFT JOIN kind AS k USING (kind)
GROUP BY c.source_id, c.kind, k.title, c.severity, k.next_step
ORDER BY c.source_id, list_position($severities, c.severity), open_count DESC, c.kind
