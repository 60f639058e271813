-- One row: groups with an official entry that mix people, by their official entries alone and by all of them.
-- Reads: placed (of all people).
WITH grouped AS (
    SELECT
        count(DISTINCT person_id) FILTER (is_official) AS official_people,
        count(DISTINCT person_id) AS people
    FROM placed
    GROUP BY cluster
    HAVING bool_or(is_official)
)

SELECT
    count(*) AS practitioners,
    count(*) FILTER (official_people > 1) AS mixed_official,
    count(*) FILTER (people > 1) AS mixed
FROM grouped
