-- One row per question and person who may be meant: how the name agrees, and how near the rest of the question is.
-- Reads: numbered, namesake, workplace, near, situation, registration, site, meant, today.
-- reach: 0 the number is theirs, 1 at the institution, 2 formerly there, 3 in the province, 4 elsewhere.
WITH near_workplace AS (
    SELECT
        k.no,
        k.person_no,
        max(s.kind IN ('main', 'permit') OR (s.kind = 'filed' AND coalesce(s.valid_to >= t.day, 1))) AS is_now
    FROM today AS t
    CROSS JOIN near AS k
    CROSS JOIN registration AS r ON r.person_no = k.person_no
    CROSS JOIN site AS s ON s.registration_no = r.registration_no
    JOIN meant AS m ON m.no = k.no AND m.institution_no = s.institution_no
    GROUP BY k.no, k.person_no
),

named AS (
    SELECT k.no, k.person_no, k.how, 1 AS is_same_name, w.is_now
    FROM namesake AS k
    LEFT JOIN workplace AS w ON w.no = k.no AND w.person_no = k.person_no

    UNION ALL

    SELECT k.no, k.person_no, k.how, 0, w.is_now
    FROM near AS k
    LEFT JOIN near_workplace AS w ON w.no = k.no AND w.person_no = k.person_no
)

SELECT no, person_no, how, 1 AS is_same_name, 0 AS reach
FROM numbered
WHERE how IS NOT NULL

UNION ALL

SELECT
    n.no,
    n.person_no,
    n.how,
    n.is_same_name,
    CASE
        WHEN n.is_now THEN 1
        WHEN n.is_now = 0 THEN 2
        WHEN EXISTS (SELECT 1 FROM registration AS r WHERE r.person_no = n.person_no AND r.province = s.place) THEN 3
        ELSE 4
    END
FROM named AS n
JOIN situation AS s ON s.no = n.no
-- A number that decides leaves no other candidate.
WHERE NOT EXISTS (SELECT 1 FROM numbered AS o WHERE o.no = n.no AND o.how IS NOT NULL)
