-- One row per feature and level met: of the listings that show a number we know under a name that fits, how many agree so
-- with the number's registration (`seen`), and in how many would those meant do so if the level told nothing (`asked`): a
-- weight of `w` expects `asked * 2 ** w` (a part of the model).
-- Reads: candidate, lower_record, anchor, anchor_site, meaning, shown_place, shown_department.
WITH pair AS (
    SELECT c.record_no, c.anchor_no, a.person_no, a.registration_id, c.is_same_number, c.name_level
    FROM candidate AS c
    JOIN anchor AS a USING (anchor_no)
    SEMI JOIN (SELECT record_no FROM candidate WHERE is_same_number) USING (record_no)
),

site AS (
    SELECT
        p.record_no,
        p.anchor_no,
        min(list_position(['main', 'filed', 'former'], i.kind)) AS place
    FROM pair AS p
    JOIN lower_record AS r USING (record_no)
    JOIN meaning AS m USING (shown_no)
    JOIN anchor_site AS i ON i.anchor_no = p.anchor_no AND i.institution_id = m.institution_id
    GROUP BY p.record_no, p.anchor_no
),

compared AS (
    SELECT
        p.record_no,
        p.person_no,
        p.registration_id,
        p.is_same_number,
        p.name_level,
        r.name_state,
        v.shown_no IS NOT NULL AS is_resolved,
        v.meaning_count = 1 AS is_one,
        ['main', 'filed', 'former'][s.place] AS site,
        coalesce(v.city, r.city) AS shown_city,
        coalesce(v.province, r.province) AS shown_province,
        a.city,
        a.province,
        a.issuing_city,
        a.issuing_province,
        place_level(shown_city, shown_province, a.city, a.province, a.issuing_city, a.issuing_province) AS around,
        department_level(d.class, d.scopes, a.scope, a.category) AS department_level,
        title_level(r.title, a.level) AS title_level,
        same_level(r.level, a.level) AS level_level,
        same_level(r.category, a.category) AS category_level,
        same_level(r.gender, a.gender) AS gender_level
    FROM pair AS p
    JOIN lower_record AS r USING (record_no)
    JOIN anchor AS a USING (anchor_no)
    LEFT JOIN site AS s ON s.record_no = p.record_no AND s.anchor_no = p.anchor_no
    LEFT JOIN shown_place AS v ON v.shown_no = r.shown_no
    LEFT JOIN shown_department AS d ON d.department_code = r.department_code
),

meant AS (
    -- Of several registrations under the number the one that fits the place best.
    SELECT *
    FROM compared
    WHERE is_same_number
    QUALIFY row_number() OVER (
        PARTITION BY record_no
        ORDER BY
            list_position(['main', 'filed', 'former'], site) NULLS LAST,
            list_position(['city', 'issuing_city', 'province', 'issuing_province', 'unknown', 'other'], around),
            department_level,
            level_level DESC,
            category_level DESC,
            registration_id
    ) = 1
),

-- What else the names of these listings might have meant, and did not.
other AS (
    SELECT * FROM compared ANTI JOIN (SELECT record_no, person_no FROM compared WHERE is_same_number) USING (record_no, person_no)
),

-- Where weights say how often a level is met by those meant, of those that can: one row per listing and level it could have.
placed AS (
    SELECT
        'institution' AS feature,
        unnest(['main', 'filed', 'former', 'elsewhere_in_city', 'elsewhere_in_province', 'elsewhere']
            || CASE WHEN issuing_city <> city THEN ['elsewhere_in_issuing_city'] ELSE [] END
            || CASE WHEN issuing_province <> province THEN ['elsewhere_in_issuing_province'] ELSE [] END) AS level,
        coalesce(site, CASE WHEN around IN ('unknown', 'other') THEN 'elsewhere' ELSE 'elsewhere_in_' || around END) AS met
    FROM meant
    WHERE is_resolved

    UNION ALL

    SELECT
        'region',
        unnest(CASE WHEN shown_city IS NULL THEN ['province'] ELSE ['city', 'other_city'] END
            || CASE WHEN issuing_city <> city AND shown_city IS NOT NULL THEN ['issuing_city'] ELSE [] END
            || CASE WHEN issuing_province <> province THEN ['issuing_province'] ELSE [] END
            || ['other']),
        region_level(around, shown_city, city)
    FROM meant
    WHERE NOT is_resolved AND shown_province IS NOT NULL AND province IS NOT NULL

    UNION ALL

    SELECT 'coverage', 'shown_right', CASE WHEN site IS NOT NULL AND name_level = 'exact' THEN 'shown_right' END
    FROM meant
    WHERE is_one AND name_state = 'plain'
),

-- Where weights say how much oftener a level is met by those meant than by others.
fitting AS (
    SELECT true AS is_meant, unnest([
        {'feature': 'department', 'level': department_level}, {'feature': 'level', 'level': level_level},
        {'feature': 'category', 'level': category_level}, {'feature': 'gender', 'level': gender_level},
        {'feature': 'title', 'level': coalesce(title_level, 'none')}
    ], recursive := true)
    FROM meant

    UNION ALL

    SELECT false, unnest([
        {'feature': 'department', 'level': department_level}, {'feature': 'level', 'level': level_level},
        {'feature': 'category', 'level': category_level}, {'feature': 'gender', 'level': gender_level},
        {'feature': 'title', 'level': coalesce(title_level, 'none')}
    ], recursive := true)
    FROM other
),

counted AS (
    SELECT
        feature,
        level,
        count(*) FILTER (is_meant) AS meant_count,
        count(*) FILTER (NOT is_meant) AS other_count,
        sum(meant_count) OVER (PARTITION BY feature) AS all_meant,
        sum(other_count) OVER (PARTITION BY feature) AS all_others
    FROM fitting
    WHERE level IS NOT NULL
    GROUP BY feature, level
)

SELECT feature, level, count(*) FILTER (met = level) AS seen, count(*)::DOUBLE AS asked
FROM placed
GROUP BY feature, level

UNION ALL

SELECT feature, level, meant_count, all_meant * other_count / all_others
FROM counted
-- A few others do not say how common a level is.
WHERE all_others >= 100
