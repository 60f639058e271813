-- One row per question that a page answers and that is not stored, or stored with another outcome.
-- Reads: question, request, replayed_page.
WITH ended AS (
    SELECT q.run_id, p.question AS address, p.outcome, q.fetched_at
    FROM request AS q
    JOIN replayed_page AS p ON p.evidence_id = q.evidence_id AND p.url = q.url AND p.question = q.address
    WHERE q.source_id = $source_id AND p.outcome IN ('answer', 'empty', 'too_broad')

    UNION ALL

    -- The run's own evidence needs no note; of a run that was gone on with it may hold an answer asked for once more.
    SELECT split_part(evidence_id, '#', 1), question, NULL, NULL
    FROM replayed_page
    WHERE question IS NOT NULL AND outcome IN ('answer', 'empty', 'too_broad')
),

latest AS (
    SELECT run_id, address, arg_max(outcome, fetched_at) AS outcome
    FROM ended
    GROUP BY run_id, address
)

SELECT l.run_id, l.address, coalesce(l.outcome, 'an answer') || ', and stored is ' || coalesce(q.outcome, 'nothing') AS fault
FROM latest AS l
LEFT JOIN question AS q ON q.run_id = l.run_id AND q.address = l.address
WHERE
    q.run_id IS NULL
    -- What a register said that knew nobody all night is not believed (warehouse.verdict).
    OR (q.outcome <> l.outcome AND NOT (q.outcome = 'layout_changed' AND list_contains($silent, q.run_id)))
ORDER BY ALL
