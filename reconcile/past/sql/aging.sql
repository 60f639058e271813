-- One row per person with contested contents, and day on which their age may decide otherwise than the day before.
-- Key: practitioner.
-- Reads: contested, turn, said, source_day, spell_seen, sighting, run, source (as known today).
WITH either AS (
    SELECT * FROM contested
    UNION ALL
    SELECT * REPLACE (
        other_source_id AS source_id, other_record_id AS source_record_id,
        source_id AS other_source_id, source_record_id AS other_record_id
    ) FROM contested
),

-- Dates that no list renews: what an entry states, the last sighting of one that ended or was missed, a partial run.
fixed AS (
    SELECT s.source_id, s.source_record_id, unnest([s.said_on, s.closed_on, s.missed_on, e.asserted_on]) AS day
    FROM said AS s
    SEMI JOIN either USING (source_id, source_record_id)
    JOIN known.spell_seen AS e USING (source_id, source_record_id, opened_run_id)
    UNION
    SELECT g.source_id, g.source_record_id, spoken_on(r.asserted_on, r.started_at)
    FROM known.sighting AS g
    SEMI JOIN either USING (source_id, source_record_id)
    JOIN known.run AS r USING (run_id)
),

-- From such a date on, and once it is too old, the other may be the later: now, or when its next list comes.
awaited AS (
    SELECT e.practitioner_id, e.from_on, e.to_on, e.other_source_id, unnest([f.day, f.day + s.age_limit_days::INT + 1]) AS day
    FROM either AS e
    JOIN fixed AS f USING (source_id, source_record_id)
    JOIN known.source AS s USING (source_id)
    WHERE f.day IS NOT NULL
),

every AS (
    SELECT practitioner_id, from_on, to_on, day FROM awaited
    UNION ALL
    SELECT a.practitioner_id, a.from_on, a.to_on, d.day
    FROM awaited AS a
    ASOF JOIN source_day AS d ON d.source_id = a.other_source_id AND d.day >= a.day
    UNION ALL
    SELECT a.practitioner_id, a.from_on, a.to_on, d.day
    FROM awaited AS a
    ASOF JOIN source_day AS d ON d.source_id = a.other_source_id AND d.day > a.day
    UNION ALL
    SELECT c.practitioner_id, c.from_on, c.to_on, t.day
    FROM contested AS c
    JOIN turn AS t USING (source_id, other_source_id, is_tie)
)

SELECT DISTINCT practitioner_id, day
FROM every
WHERE day BETWEEN from_on AND to_on
