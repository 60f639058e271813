-- One row per question: the one person it decides for and by which rule, or why it does not (docs/lookup.md).
-- Reads: asked, situation, candidate, covered, province.
WITH nearest AS (
    SELECT
        no,
        min(reach) FILTER (WHERE is_same_name) AS same_reach,
        min(reach) AS any_reach,
        min(reach) FILTER (WHERE how IN ('pinyin', 'damaged')) AS partial_reach,
        count(*) AS candidate_count
    FROM candidate
    GROUP BY no
),

best AS (
    SELECT
        c.no,
        c.reach,
        count(*) AS count,
        -- Of several under one number, the one whose very name was asked.
        count(*) FILTER (WHERE c.how = 'same') AS same_count,
        min(c.person_no) AS person_no,
        min(c.person_no) FILTER (WHERE c.how = 'same') AS same_person_no,
        -- The other of two surnames is not what was asked, unless the number says so: a candidate.
        count(*) = 1 AND max(c.how) <> 'surname' AS is_one
    FROM candidate AS c
    JOIN nearest AS n ON n.no = c.no AND n.same_reach = c.reach
    WHERE c.is_same_name
    GROUP BY c.no, c.reach
),

judged AS (
    SELECT
        a.no,
        coalesce(n.candidate_count, 0) AS candidate_count,
        v.is_covered,
        CASE
            WHEN b.reach = 0 AND (b.count = 1 OR b.same_count = 1) THEN 'certificate_no'
            WHEN b.reach = 1 AND b.is_one AND s.meaning_count = 1 THEN 'institution'
            WHEN b.reach = 2 AND b.is_one AND s.meaning_count = 1 THEN 'former_institution'
            -- Where many are not in the official lists, the one who is may not be the one who is meant.
            WHEN b.reach = 3 AND b.is_one AND NOT a.has_institution AND v.is_listed AND coalesce(p.share, 1) >= 0.9
                THEN 'province'
        END AS rule,
        CASE WHEN b.count = 1 THEN b.person_no ELSE b.same_person_no END AS person_no,
        -- Somebody in reach of the question may be the one; who is only elsewhere, or only sounds so, was not found.
        n.any_reach <= 2
        OR n.same_reach = 3
        OR n.partial_reach = 3
        OR (s.place IS NULL AND (n.same_reach = 4 OR n.partial_reach = 4)) AS is_in_reach
    FROM asked AS a
    JOIN situation AS s ON s.no = a.no
    JOIN covered AS v ON v.no = a.no
    LEFT JOIN nearest AS n ON n.no = a.no
    LEFT JOIN best AS b ON b.no = a.no
    LEFT JOIN province AS p ON p.province = s.place
)

SELECT
    no,
    rule,
    CASE WHEN rule IS NOT NULL THEN person_no END AS person_no,
    iif(rule IS NULL, candidate_count, 0) AS candidate_count,
    CASE
        WHEN rule IS NOT NULL THEN 'decided'
        WHEN is_in_reach THEN 'ambiguous'
        WHEN is_covered THEN 'not_found'
        ELSE 'indeterminate'
    END AS result
FROM judged
