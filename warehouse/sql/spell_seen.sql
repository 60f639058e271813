-- One row per spell: when it was last seen and what day its source then spoke for, from run coverage alone.
-- Reads: spell, run, sighting.
WITH complete_listing AS (
    SELECT r.source_id, r.run_id, r.started_at, r.asserted_on
    FROM run AS r
    WHERE r.outcome = 'complete' AND r.kind <> 'lookup'
),

covered AS (
    SELECT s.source_id, s.source_record_id, s.opened_run_id, c.run_id, c.started_at AS seen_at
    FROM spell AS s
    ASOF JOIN complete_listing AS c
        ON c.source_id = s.source_id
        AND c.started_at < coalesce(s.missed_at, s.closed_at, TIMESTAMP '9999-01-01')
    WHERE c.started_at >= s.first_seen_at

    UNION ALL

    SELECT s.source_id, s.source_record_id, s.opened_run_id, g.run_id, g.seen_at
    FROM spell AS s
    JOIN sighting AS g USING (source_id, source_record_id)
    WHERE g.seen_at >= s.first_seen_at AND g.seen_at < coalesce(s.closed_at, TIMESTAMP '9999-01-01')

    UNION ALL

    SELECT s.source_id, s.source_record_id, s.opened_run_id, s.opened_run_id, s.first_seen_at
    FROM spell AS s
),

latest AS (
    SELECT source_id, source_record_id, opened_run_id, max(seen_at) AS last_seen_at, arg_max(run_id, (seen_at, run_id)) AS run_id
    FROM covered
    GROUP BY source_id, source_record_id, opened_run_id
)

SELECT
    s.source_id,
    s.source_record_id,
    s.content_digest,
    s.opened_run_id,
    s.first_seen_at,
    s.closed_at,
    s.closed_as,
    l.last_seen_at,
    r.asserted_on
FROM spell AS s
JOIN latest AS l USING (source_id, source_record_id, opened_run_id)
JOIN run AS r ON r.run_id = l.run_id
