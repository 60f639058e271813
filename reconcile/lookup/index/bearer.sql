-- One row per name and practitioner who has it, or had it. Only of names of somebody with several it is said from when to
-- when official records had it; a name that stands only among somebody's former names ended before all we know.
-- Reads: anchor, anchor_name, registration_record, official_content, spell, run.
WITH held AS (
    SELECT name_key, person_no, bool_or(is_current) AS is_current
    FROM anchor_name
    GROUP BY name_key, person_no
),

several AS (
    SELECT person_no FROM held GROUP BY person_no HAVING count(*) > 1
),

spoken AS (
    SELECT
        a.person_no,
        c.name_key,
        min(least(coalesce(c.first_asserted_on, o.asserted_on), day_of(o.started_at))) AS from_day,
        max(least(e.asserted_on, day_of(e.started_at))) - 1 AS to_day
    FROM anchor AS a
    SEMI JOIN several USING (person_no)
    JOIN registration_record AS k USING (registration_id)
    JOIN official_content AS c USING (source_id, source_record_id)
    JOIN spell AS s USING (source_id, source_record_id, content_digest)
    JOIN run AS o ON o.run_id = s.opened_run_id
    LEFT JOIN run AS e ON e.run_id = s.closed_run_id
    WHERE c.name_key IS NOT NULL
    GROUP BY a.person_no, c.name_key
)

SELECT
    dense_rank() OVER (ORDER BY h.name_key) AS name_no,
    h.person_no,
    s.from_day::VARCHAR AS from_day,
    CASE WHEN NOT h.is_current THEN coalesce(s.to_day, DATE '0001-01-01') END::VARCHAR AS to_day
FROM held AS h
LEFT JOIN spoken AS s USING (name_key, person_no)
ORDER BY name_no, h.person_no
