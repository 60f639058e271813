-- One row per person: the official name on the day. Who is one person is as we know on the release's day.
SELECT
    person_no,
    practitioner_id,
    CASE
        WHEN EXISTS (
            SELECT 1 FROM main.earlier_name AS e
            WHERE e.person_no = person.person_no AND e.from_day <= $day AND e.to_day >= $day
        )
            THEN (
                SELECT e.name FROM main.earlier_name AS e
                WHERE e.person_no = person.person_no AND e.from_day <= $day AND e.to_day >= $day
            )
        ELSE name
    END AS name
FROM main.person
