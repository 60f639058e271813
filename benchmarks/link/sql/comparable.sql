-- One row per lower entry, and one per official person, name and institution (main or filed): what Splink compares.
-- Reads: cleaned, official_entry.
WITH at_site AS (
    SELECT * REPLACE (unnest(list_distinct(list_prepend(institution_key, filed_keys))) AS institution_key)
    FROM official_entry
),

official_form AS (
    SELECT
        person_key,
        name_key,
        institution_key,
        any_value(name_sound) AS name_sound,
        any_value(certificate_no) AS certificate_no,
        any_value(province) AS province,
        any_value(city) AS city,
        any_value(level) AS level,
        any_value(category) AS category,
        any_value(gender) AS gender,
        list_distinct(flatten(list(scope) FILTER (scope IS NOT NULL))) AS scope
    FROM at_site
    GROUP BY person_key, name_key, institution_key
),

form AS (
    SELECT
        listing_no, NULL AS person_key, name_key, name_sound, certificate_no, institution_key, province, city, level,
        category, gender, title, department_class, department_scopes, NULL::VARCHAR[] AS scope
    FROM cleaned
    WHERE NOT is_official AND name_key IS NOT NULL

    UNION ALL

    SELECT
        NULL, person_key, name_key, name_sound, certificate_no, institution_key, province, city, level,
        category, gender, NULL, NULL, NULL, scope
    FROM official_form
    WHERE name_key IS NOT NULL
)

SELECT
    row_number() OVER (ORDER BY listing_no, person_key, name_key, institution_key) AS unique_id,
    *,
    -- Keys of blocks.
    name_key[1:2] AS name_begin,
    name_key[-1:] AS name_end,
    CASE WHEN count(*) FILTER (person_key IS NOT NULL) OVER (PARTITION BY name_key) <= 8 THEN name_key END AS rare_name,
    -- A short name has the characters of the full one, in their order: 市一院 of 杭州市第一人民医院.
    '%' || array_to_string(string_split(institution_key, ''), '%') || '%' AS short_pattern
FROM form
