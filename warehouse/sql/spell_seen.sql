-- One row per spell: when it was last seen and what day its source then spoke for, from run coverage alone.
-- Reads: spell, run, sighting.
WITH complete_listing AS (
    SELECT r.source_id, r.run_id, r.started_at
    FROM run AS r
    WHERE r.outcome = 'complete' AND r.kind <> 'lookup'
),

renewed AS (
    SELECT s.source_id, s.source_record_id, s.opened_run_id, max(g.seen_at) AS seen_at, arg_max(g.run_id, (g.seen_at, g.run_id)) AS run_id
    FROM spell AS s
    JOIN sighting AS g USING (source_id, source_record_id)
    WHERE g.seen_at >= s.first_seen_at AND g.seen_at < coalesce(s.closed_at, TIMESTAMP '9999-01-01')
    GROUP BY s.source_id, s.source_record_id, s.opened_run_id
),

-- Seen by its first run, by the last complete list before it was missed, by a later sighting: the last of them.
latest AS (
    SELECT
        s.*,
        greatest(
            {'at': s.first_seen_at, 'run_id': s.opened_run_id},
            CASE WHEN c.started_at >= s.first_seen_at THEN {'at': c.started_at, 'run_id': c.run_id} END,
            CASE WHEN g.seen_at IS NOT NULL THEN {'at': g.seen_at, 'run_id': g.run_id} END
        ) AS last
    FROM spell AS s
    ASOF LEFT JOIN complete_listing AS c
        ON c.source_id = s.source_id
        AND c.started_at < coalesce(s.missed_at, s.closed_at, TIMESTAMP '9999-01-01')
    LEFT JOIN renewed AS g
        ON g.source_id = s.source_id AND g.source_record_id = s.source_record_id AND g.opened_run_id = s.opened_run_id
)

SELECT
    l.source_id,
    l.source_record_id,
    l.content_digest,
    l.opened_run_id,
    l.first_seen_at,
    l.closed_at,
    l.closed_as,
    l.last.at AS last_seen_at,
    r.asserted_on
FROM latest AS l
JOIN run AS r ON r.run_id = l.last.run_id
