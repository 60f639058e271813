-- One row per crawled run: the days its pages say they speak for, and whether all its pages were read again.
-- Reads: request, replayed_page.
SELECT
    q.run_id,
    list(DISTINCT p.asserted_on) FILTER (p.asserted_on IS NOT NULL) AS said,
    bool_and(p.outcome IS NOT NULL) AS is_whole
FROM request AS q
LEFT JOIN replayed_page AS p ON p.evidence_id = q.evidence_id AND p.url = q.url
WHERE q.source_id = $source_id AND q.evidence_id IS NOT NULL
GROUP BY q.run_id
ORDER BY q.run_id
