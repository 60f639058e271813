-- One row per name and person who has, had or was to have it, and of whom anything speaks on the day or before.
SELECT
    name_no,
    person_no,
    coalesce(from_day <= $day, 1) AND coalesce(to_day >= $day, 1) AS is_current,
    coalesce(from_day > $day, 0) AS is_later
FROM main.bearer
WHERE EXISTS (SELECT 1 FROM main.registration AS r WHERE r.person_no = bearer.person_no AND r.from_day <= $day)
