-- One row per noted request whose answer, read again, says something else, is of another page, or came at another time.
-- Reads: request, run, replayed_page (one row per page that the evidence, read again, makes; without outcome if it is
-- of a file).
WITH noted AS (
    SELECT
        q.run_id,
        q.url,
        q.evidence_id,
        q.outcome,
        q.fetched_at,
        q.outcome IN ('answer', 'empty', 'too_broad') AS is_read,
        run.started_at - INTERVAL 1 MINUTE AS earliest,
        run.finished_at + INTERVAL 1 MINUTE AS latest
    FROM request AS q
    JOIN run USING (run_id)
    WHERE q.source_id = $source_id
)

SELECT
    n.run_id,
    n.url,
    n.evidence_id,
    CASE
        WHEN NOT bool_or(p.url = n.url) THEN 'is of another page'
        WHEN
            -- Why a page could not be read is not all in its bytes: a redirect is kept without its target.
            bool_or(p.outcome IS NULL OR p.outcome = n.outcome OR NOT (n.is_read OR p.outcome IN ('answer', 'empty', 'too_broad')))
            THEN 'came at another time'
        ELSE 'says ' || any_value(p.outcome) || ', not ' || n.outcome
    END AS fault
FROM noted AS n
JOIN replayed_page AS p USING (evidence_id)
GROUP BY n.run_id, n.url, n.evidence_id, n.outcome, n.fetched_at, n.is_read, n.earliest, n.latest
HAVING
    NOT bool_or(
        p.url = n.url
        AND (p.outcome IS NULL OR p.outcome = n.outcome OR NOT (n.is_read OR p.outcome IN ('answer', 'empty', 'too_broad')))
        AND n.fetched_at BETWEEN greatest(p.at, n.earliest) AND CASE
            WHEN n.run_id = split_part(n.evidence_id, '#', 1) THEN p.at + INTERVAL 1 MINUTE
            ELSE n.latest
        END
    )
ORDER BY ALL
