-- One row per candidate pair: the level of each feature, and log2 of how much likelier this registration is to be
-- meant than a person drawn from all there are.
-- Reads: candidate, lower_record, anchor, anchor_site, meaning, likeness, name_frequency, people,
-- known_institution, department_scope, weight.
WITH population AS (
    SELECT person_count::DOUBLE AS person_count FROM people WHERE kind = 'country'
),

province_size AS (
    SELECT place AS province, person_count FROM people WHERE kind = 'province'
),

city_size AS (
    SELECT place AS city, person_count FROM people WHERE kind = 'city'
),

-- How the institution shown stands to the registration's.
site AS (
    SELECT
        c.record_no,
        c.anchor_no,
        min(list_position(['main', 'filed', 'former'], i.kind)) AS place,
        any_value(m.person_count) AS person_count
    FROM candidate AS c
    JOIN lower_record AS r USING (record_no)
    JOIN meaning AS m USING (shown_no)
    JOIN anchor_site AS i ON i.anchor_no = c.anchor_no AND i.institution_id = m.institution_id
    GROUP BY c.record_no, c.anchor_no
),

-- Where the institution shown is, if all it may mean are in one place.
resolved AS (
    SELECT
        m.shown_no,
        CASE WHEN min(k.province) = max(k.province) THEN min(k.province) END AS province,
        CASE WHEN min(k.division[:4]) = max(k.division[:4]) THEN min(k.division[:4]) END AS city
    FROM meaning AS m
    JOIN known_institution AS k USING (institution_id)
    GROUP BY m.shown_no
),

department AS (
    -- The longest code of the table that the department's begins with.
    SELECT d.department_code, s.class, string_split(s.scopes, '|') AS scopes
    FROM (SELECT DISTINCT department_code FROM lower_record WHERE department_code IS NOT NULL) AS d
    JOIN department_scope AS s ON starts_with(d.department_code, s.code)
    QUALIFY row_number() OVER (PARTITION BY d.department_code ORDER BY length(s.code) DESC) = 1
),

compared AS (
    SELECT
        c.record_no,
        c.anchor_no,
        a.person_no,
        c.is_same_number,
        c.name.level AS name_level,
        c.name.value AS name_value,
        -- Where what is shown is: of an institution that resolved, or else as the listing says.
        coalesce(v.city, r.city) AS shown_city,
        coalesce(v.province, r.province) AS shown_province,
        -- How that stands to where the registration is and to where its certificate was issued.
        CASE
            WHEN shown_city = a.city THEN 'city'
            WHEN shown_city = a.issuing_city THEN 'issuing_city'
            WHEN shown_province = a.province THEN 'province'
            WHEN shown_province = a.issuing_province THEN 'issuing_province'
            WHEN shown_province IS NULL OR a.province IS NULL THEN 'unknown'
            ELSE 'other'
        END AS around,
        CASE c.name.level WHEN 'homophone' THEN 'sound' WHEN 'damaged' THEN 'pattern' WHEN 'one_character' THEN 'pattern' ELSE 'key' END AS name_form,
        CASE
            WHEN s.place IS NOT NULL THEN ['main', 'filed', 'former'][s.place]
            WHEN r.institution_key IS NULL THEN NULL
            WHEN v.shown_no IS NULL THEN l.level
            WHEN around IN ('unknown', 'other') THEN 'elsewhere'
            ELSE 'elsewhere_in_' || around
        END AS institution_level,
        s.person_count AS site_count,
        CASE
            WHEN s.place IS NOT NULL OR v.shown_no IS NOT NULL THEN NULL
            ELSE around
        END AS region_level,
        CASE
            WHEN len(a.scope) > 0 AND d.class IN ('S', 'S*') THEN
                CASE
                    WHEN list_has_any(a.scope, d.scopes) THEN 'strict_fit'
                    WHEN a.category = 'tcm' AND d.class = 'S' THEN NULL
                    ELSE 'strict_miss'
                END
            WHEN len(a.scope) > 0 AND d.class = 'A' THEN
                CASE WHEN list_has_any(a.scope, d.scopes) THEN 'loose_fit' ELSE 'loose_miss' END
        END AS department_level,
        CASE WHEN r.title IN ('chief', 'associate_chief', 'attending') AND a.level IN ('assistant', 'rural_gp') THEN 'above_level' END AS title_level,
        CASE WHEN r.level = a.level THEN 'same' WHEN r.level <> a.level THEN 'different' END AS level_level,
        CASE WHEN r.category = a.category THEN 'same' WHEN r.category <> a.category THEN 'different' END AS category_level,
        CASE WHEN r.gender = a.gender THEN 'same' WHEN r.gender <> a.gender THEN 'different' END AS gender_level,
        CASE
            WHEN c.is_same_number THEN NULL
            WHEN r.certificate_no <> a.certificate_no AND NOT contains(a.certificate_no, '*') THEN 'different'
            WHEN r.certificate_mask IS NOT NULL AND a.certificate_no LIKE replace(r.certificate_mask, '*', '_')
                AND length(translate(r.certificate_mask, '*', '')) >= 4 THEN 'fits_mask'
        END AS certificate_level
    FROM candidate AS c
    JOIN lower_record AS r USING (record_no)
    JOIN anchor AS a USING (anchor_no)
    LEFT JOIN site AS s ON s.record_no = c.record_no AND s.anchor_no = c.anchor_no
    LEFT JOIN resolved AS v ON v.shown_no = r.shown_no
    LEFT JOIN likeness AS l ON l.record_no = c.record_no AND l.anchor_no = c.anchor_no
    LEFT JOIN department AS d ON d.department_code = r.department_code
)

SELECT
    c.record_no,
    c.anchor_no,
    c.person_no,
    c.is_same_number,
    c.name_level,
    c.institution_level,
    c.region_level,
    c.department_level,
    c.title_level,
    c.level_level,
    c.category_level,
    c.gender_level,
    c.certificate_level,
    -- A name alone, however rare, is never enough: a workplace or the region must agree.
    coalesce(c.institution_level NOT IN ('unlike', 'elsewhere'), false)
    OR coalesce(c.region_level NOT IN ('unknown', 'other'), false) AS is_placed,
    coalesce(w_name.weight, 0) - log2(greatest(coalesce(f.person_count, 0) - 0.5, 0.5) / p.person_count) AS name_weight,
    coalesce(w_site.weight, 0)
    + coalesce(w_region.weight, 0)
    - log2(
        CASE
            WHEN c.site_count IS NOT NULL THEN (c.site_count + 1) / p.person_count
            WHEN c.around IN ('city', 'issuing_city') THEN greatest(y.person_count, 1) / p.person_count
            WHEN c.around IN ('province', 'issuing_province') THEN greatest(v.person_count, 1) / p.person_count
            ELSE 1
        END
    ) AS place_weight,
    coalesce(w_department.weight, 0) + coalesce(w_title.weight, 0) + coalesce(w_level.weight, 0)
    + coalesce(w_category.weight, 0) + coalesce(w_gender.weight, 0) + coalesce(w_certificate.weight, 0) AS other_weight,
    name_weight + place_weight + other_weight - log2(p.person_count) AS score
FROM compared AS c
CROSS JOIN population AS p
LEFT JOIN province_size AS v ON v.province = c.shown_province
LEFT JOIN city_size AS y ON y.city = c.shown_city
LEFT JOIN name_frequency AS f ON f.form = c.name_form AND f.value = c.name_value
LEFT JOIN weight AS w_name ON w_name.feature = 'name' AND w_name.level = c.name_level
LEFT JOIN weight AS w_site ON w_site.feature = 'institution' AND w_site.level = c.institution_level
LEFT JOIN weight AS w_region ON w_region.feature = 'region' AND w_region.level = c.region_level
LEFT JOIN weight AS w_department ON w_department.feature = 'department' AND w_department.level = c.department_level
LEFT JOIN weight AS w_title ON w_title.feature = 'title' AND w_title.level = c.title_level
LEFT JOIN weight AS w_level ON w_level.feature = 'level' AND w_level.level = c.level_level
LEFT JOIN weight AS w_category ON w_category.feature = 'category' AND w_category.level = c.category_level
LEFT JOIN weight AS w_gender ON w_gender.feature = 'gender' AND w_gender.level = c.gender_level
LEFT JOIN weight AS w_certificate ON w_certificate.feature = 'certificate' AND w_certificate.level = c.certificate_level
