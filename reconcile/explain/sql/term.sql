-- One row per term of the score of a listing and a registration, in the order they are shown: features that were
-- compared, with their weight and its reason; and how common the name and the place are, the rest of what
-- `scored_pair` adds up: one person in `one_in` has the name, or is there.
-- Reads: scored_pair, anchor, learnt_weight.
WITH pair AS (
    SELECT s.*
    FROM scored_pair AS s
    JOIN anchor AS a USING (anchor_no)
    WHERE s.record_no = $record_no AND a.registration_id = $registration_id
),

levelled AS (
    SELECT
        unnest([
            {'place': 1, 'feature': 'name', 'level': name_level},
            {'place': 3, 'feature': 'institution', 'level': institution_level},
            {'place': 4, 'feature': 'region', 'level': region_level},
            {'place': 6, 'feature': 'department', 'level': department_level},
            {'place': 7, 'feature': 'title', 'level': title_level},
            {'place': 8, 'feature': 'level', 'level': level_level},
            {'place': 9, 'feature': 'category', 'level': category_level},
            {'place': 10, 'feature': 'gender', 'level': gender_level},
            {'place': 11, 'feature': 'certificate', 'level': certificate_level}
        ], recursive := true)
    FROM pair
),

weighed AS (
    SELECT l.place, l.feature, l.level, coalesce(w.weight, 0) AS weight, w.reason
    FROM levelled AS l
    LEFT JOIN learnt_weight AS w USING (feature, level)
    WHERE l.level IS NOT NULL
),

given AS (
    SELECT
        coalesce(sum(weight) FILTER (feature = 'name'), 0) AS name_weight,
        coalesce(sum(weight) FILTER (feature IN ('institution', 'region')), 0) AS place_weight
    FROM weighed
),

rest AS (
    SELECT
        unnest([
            {'place': 2, 'feature': 'name_frequency', 'weight': p.name_weight - g.name_weight},
            {'place': 5, 'feature': 'place_frequency', 'weight': p.place_weight - g.place_weight},
            {'place': 12, 'feature': 'population', 'weight': p.score - p.name_weight - p.place_weight - p.other_weight}
        ], recursive := true)
    FROM pair AS p
    CROSS JOIN given AS g
)

SELECT place, feature, level, round(weight, 2) AS weight, NULL::BIGINT AS one_in, reason
FROM weighed

UNION ALL

SELECT place, feature, NULL, round(weight, 2), round(2 ** abs(weight))::BIGINT, NULL
FROM rest
-- Where no place is known, none is common.
WHERE abs(weight) > 0.005 OR feature <> 'place_frequency'
ORDER BY place
