-- One row per entry that history says a run saw again and raw/ does not, or the other way round.
-- Reads: raw_record, run, sighting.
SELECT
    coalesce(g.run_id, m.run_id) AS run_id,
    coalesce(g.source_record_id, m.source_record_id) AS source_record_id,
    CASE
        WHEN m.run_id IS NULL THEN 'was not seen again by this run'
        WHEN g.run_id IS NULL THEN 'was seen again, which history lacks'
        ELSE 'was not seen again at that time'
    END AS fault
FROM (FROM sighting WHERE source_id = $source_id) AS g
FULL JOIN (
    SELECT r.run_id, r.source_record_id, run.started_at
    FROM raw_record AS r
    JOIN run USING (run_id)
    WHERE r.source_id = $source_id AND r.sighting = 'same'
) AS m
    ON m.run_id = g.run_id AND m.source_record_id = g.source_record_id
WHERE g.seen_at IS DISTINCT FROM m.started_at
ORDER BY ALL
