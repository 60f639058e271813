-- One row per candidate pair: the level of each feature, and log2 of how much likelier this registration is to be
-- meant than a person drawn from all there are.
-- Reads: candidate, lower_record, anchor, anchor_site, meaning, shown_place, shown_department, likeness,
-- name_frequency, people, learnt_weight.
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

compared AS (
    SELECT
        c.record_no,
        c.anchor_no,
        a.person_no,
        c.is_same_number,
        -- A slip seldom makes the very name of somebody else; a stranger often has one.
        CASE WHEN c.name_level = 'one_character' AND k.value IS NOT NULL THEN 'other_name' ELSE c.name_level END AS name_level,
        -- Where what is shown is: of an institution that resolved, or else as the listing says.
        coalesce(v.city, r.city) AS shown_city,
        coalesce(v.province, r.province) AS shown_province,
        -- How that stands to where the registration is and to where its certificate was issued.
        place_level(shown_city, shown_province, a.city, a.province, a.issuing_city, a.issuing_province) AS around,
        -- The form of the name whose frequency counts.
        CASE WHEN c.name_level = 'homophone' THEN 'sound' WHEN c.pattern IS NOT NULL THEN 'pattern' ELSE 'key' END AS name_form,
        CASE name_form WHEN 'sound' THEN r.name_sound WHEN 'pattern' THEN c.pattern ELSE r.name_key END AS name_value,
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
            ELSE region_level(around, shown_city, a.city)
        END AS region_level,
        department_level(d.class, d.scopes, a.scope, a.category) AS department_level,
        title_level(r.title, a.level) AS title_level,
        same_level(r.level, a.level) AS level_level,
        same_level(r.category, a.category) AS category_level,
        same_level(r.gender, a.gender) AS gender_level,
        CASE
            WHEN c.is_same_number THEN NULL
            WHEN r.certificate_no <> a.certificate_no AND NOT contains(a.certificate_no, '*') THEN 'different'
            WHEN r.certificate_mask IS NOT NULL AND a.certificate_no LIKE replace(r.certificate_mask, '*', '_')
                AND length(translate(r.certificate_mask, '*', '')) >= 4 THEN 'fits_mask'
            WHEN length(r.certificate_mask) = length(a.certificate_no) AND a.certificate_no NOT LIKE replace(r.certificate_mask, '*', '_')
                AND NOT contains(a.certificate_no, '*') THEN 'differs_in_mask'
        END AS certificate_level,
        a.province
    FROM candidate AS c
    JOIN lower_record AS r USING (record_no)
    JOIN anchor AS a USING (anchor_no)
    LEFT JOIN site AS s ON s.record_no = c.record_no AND s.anchor_no = c.anchor_no
    LEFT JOIN shown_place AS v ON v.shown_no = r.shown_no
    LEFT JOIN likeness AS l ON l.record_no = c.record_no AND l.anchor_no = c.anchor_no
    LEFT JOIN shown_department AS d ON d.department_code = r.department_code
    LEFT JOIN name_frequency AS k ON k.form = 'key' AND k.value = r.name_key AND c.name_level = 'one_character'
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
    -- Names of four and more characters are those of peoples who live in few provinces: how common they are is asked there.
    coalesce(w_name.weight, 0) - log2(
        coalesce(f.other_count, 0.5)
        / CASE WHEN length(c.name_value) > 3 AND c.name_form <> 'sound' THEN greatest(h.person_count, 1) ELSE p.person_count END
    ) AS name_weight,
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
LEFT JOIN province_size AS h ON h.province = c.province
LEFT JOIN city_size AS y ON y.city = c.shown_city
LEFT JOIN name_frequency AS f ON f.form = c.name_form AND f.value = c.name_value
LEFT JOIN learnt_weight AS w_name ON w_name.feature = 'name' AND w_name.level = c.name_level
LEFT JOIN learnt_weight AS w_site ON w_site.feature = 'institution' AND w_site.level = c.institution_level
LEFT JOIN learnt_weight AS w_region ON w_region.feature = 'region' AND w_region.level = c.region_level
LEFT JOIN learnt_weight AS w_department ON w_department.feature = 'department' AND w_department.level = c.department_level
LEFT JOIN learnt_weight AS w_title ON w_title.feature = 'title' AND w_title.level = c.title_level
LEFT JOIN learnt_weight AS w_level ON w_level.feature = 'level' AND w_level.level = c.level_level
LEFT JOIN learnt_weight AS w_category ON w_category.feature = 'category' AND w_category.level = c.category_level
LEFT JOIN learnt_weight AS w_gender ON w_gender.feature = 'gender' AND w_gender.level = c.gender_level
LEFT JOIN learnt_weight AS w_certificate ON w_certificate.feature = 'certificate' AND w_certificate.level = c.certificate_level
