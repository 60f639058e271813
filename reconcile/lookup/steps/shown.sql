-- One row per question and person to be shown: the one decided for, else the twenty nearest candidates, in order.
-- Reads: verdict, candidate, registration, person.
WITH decided AS (
    SELECT v.no, v.person_no, c.how, min(c.reach) AS reach
    FROM verdict AS v
    JOIN candidate AS c ON c.no = v.no AND c.person_no = v.person_no
    WHERE v.rule IS NOT NULL
    GROUP BY v.no, v.person_no
),

ranked AS (
    SELECT
        c.no,
        c.person_no,
        c.how,
        c.reach,
        row_number() OVER (
            PARTITION BY c.no
            ORDER BY c.reach, c.is_same_name DESC, c.how, max(r.status IS 'active') DESC, c.person_no
        ) AS place
    FROM candidate AS c
    JOIN verdict AS v ON v.no = c.no
    JOIN registration AS r ON r.person_no = c.person_no
    WHERE v.rule IS NULL
    GROUP BY c.no, c.person_no
)

SELECT no, person_no, how, reach, 1 AS place FROM decided

UNION ALL

SELECT no, person_no, how, reach, place FROM ranked WHERE place <= 20
