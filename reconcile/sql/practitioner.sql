-- One row per person with an official registration.
-- Reads: registration_record, registration, golden_value, statement.
WITH golden AS (
    SELECT
        practitioner_id,
        any_value(name) AS name,
        any_value(gender) AS gender,
        min(source_id) FILTER (name IS NOT NULL) AS name_source_id
    FROM golden_value
    GROUP BY practitioner_id
),

said AS (
    SELECT
        k.practitioner_id,
        list_sort(list_distinct(flatten(list(s.former_names) FILTER (s.former_names IS NOT NULL)))) AS former_names,
        max(s.asserted_on) AS as_of
    FROM registration_record AS k
    JOIN statement AS s USING (source_id, source_record_id)
    WHERE speaks(k.rule, s.is_listed)
    GROUP BY k.practitioner_id
),

counted AS (
    SELECT
        practitioner_id,
        count(*) AS registration_count,
        count(*) FILTER (status = 'active') AS active_count
    FROM registration
    GROUP BY practitioner_id
)

SELECT
    c.practitioner_id,
    g.name,
    coalesce(s.former_names, []) AS former_names,
    g.gender,
    c.registration_count,
    c.active_count,
    g.name_source_id,
    s.as_of
FROM counted AS c
JOIN said AS s USING (practitioner_id)
LEFT JOIN golden AS g USING (practitioner_id)
