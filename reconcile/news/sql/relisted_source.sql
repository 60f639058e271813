-- One row per source whose whole list was read again since the last reconcile: from when to when the days of its
-- unchanged entries move (asserted_on is NULL where its lists state none). Announcements are dated by the day they are
-- read, and few; a list of another day that is no later than the last reconcile may change what was so then: those are
-- heard entry by entry.
-- Reads: run, reconciled, reconciled_run, source.
WITH whole AS (
    SELECT
        r.source_id,
        r.run_id,
        r.started_at,
        r.asserted_on,
        d.run_id IS NULL AS is_new
    FROM main.run AS r
    JOIN main.source AS s USING (source_id)
    LEFT JOIN main.reconciled_run AS d USING (run_id)
    WHERE r.outcome = 'complete' AND r.kind <> 'lookup' AND NOT s.is_act
),

latest AS (
    SELECT
        source_id,
        is_new,
        min(started_at) AS first_seen_at,
        max(started_at) AS last_seen_at,
        max({'at': started_at, 'run_id': run_id, 'asserted_on': asserted_on}).asserted_on AS asserted_on
    FROM whole
    GROUP BY source_id, is_new
)

SELECT
    n.source_id,
    o.last_seen_at AS was_last_seen_at,
    n.last_seen_at,
    o.asserted_on AS was_asserted_on,
    n.asserted_on
FROM latest AS n
JOIN latest AS o USING (source_id)
CROSS JOIN main.reconciled AS d
WHERE
    n.is_new AND NOT o.is_new AND n.first_seen_at > o.last_seen_at
    AND (
        n.asserted_on IS NOT DISTINCT FROM o.asserted_on
        OR (n.asserted_on > d.day AND day_of(n.first_seen_at) > d.day AND o.asserted_on IS NOT NULL)
    )
