-- One row per content of an entry whose spell is not what raw/ tells of it: `fault` says in what.
-- Reads: raw_record, run, spell.
WITH told AS (
    SELECT DISTINCT r.source_record_id, r.content_digest, r.sighting, r.run_id, run.started_at
    FROM raw_record AS r
    LEFT JOIN run USING (run_id)
    WHERE r.source_id = $source_id AND r.sighting IN ('content', 'gone')
),

life AS (
    SELECT
        *,
        lead(run_id) OVER entry AS closed_run_id,
        lead(started_at) OVER entry AS closed_at,
        CASE lead(sighting) OVER entry WHEN 'content' THEN 'replaced' ELSE lead(sighting) OVER entry END AS closed_as
    FROM told
    WINDOW entry AS (PARTITION BY source_record_id ORDER BY started_at, length(run_id), run_id)
),

compared AS (
    SELECT
        coalesce(t.run_id, s.opened_run_id) AS run_id,
        coalesce(t.source_record_id, s.source_record_id) AS source_record_id,
        CASE
            WHEN t.run_id IS NULL THEN 'is missing'
            WHEN s.opened_run_id IS NULL THEN 'has no spell'
            WHEN s.content_digest <> t.content_digest THEN 'its spell is of other content'
            WHEN s.first_seen_at <> t.started_at THEN 'its spell does not begin when the run did'
            WHEN
                (s.closed_run_id, s.closed_at, s.closed_as) IS DISTINCT FROM (t.closed_run_id, t.closed_at, t.closed_as)
                THEN 'its spell does not end as raw/ says'
        END AS fault
    FROM (FROM life WHERE sighting = 'content') AS t
    FULL JOIN (FROM spell WHERE source_id = $source_id) AS s
        ON s.source_record_id = t.source_record_id AND s.opened_run_id = t.run_id
)

SELECT * FROM compared WHERE fault IS NOT NULL ORDER BY run_id, source_record_id
