-- One row per question whose answer no page of its run bears out, or that was not asked when it says.
-- Reads: question, request, replayed_page.
WITH proved AS (
    SELECT DISTINCT q.run_id, p.address, p.outcome
    FROM request AS q
    JOIN replayed_page AS p ON p.evidence_id = q.evidence_id AND p.url = q.url AND p.address = q.address
    WHERE q.source_id = $source_id
),

beyond_proof AS (
    SELECT DISTINCT run_id, address
    FROM request
    WHERE source_id = $source_id AND list_contains($removed, split_part(evidence_id, '#', 1))
),

dated AS (
    SELECT DISTINCT run_id, address, fetched_at FROM request WHERE source_id = $source_id
)

SELECT
    q.run_id,
    q.address,
    CASE WHEN d.run_id IS NULL THEN 'was not asked at ' || q.asked_at ELSE q.outcome || ': no page says so' END AS fault
FROM question AS q
LEFT JOIN dated AS d ON d.run_id = q.run_id AND d.address = q.address AND d.fetched_at = q.asked_at
LEFT JOIN proved AS p ON p.run_id = q.run_id AND p.address = q.address AND p.outcome = q.outcome
LEFT JOIN beyond_proof AS b ON b.run_id = q.run_id AND b.address = q.address
WHERE
    q.source_id = $source_id
    AND (
        d.run_id IS NULL
        OR (q.outcome IN ('answer', 'empty', 'too_broad') AND p.run_id IS NULL AND b.run_id IS NULL)
    )
ORDER BY ALL
