-- One row per entry now listed: what `normalize` made of it that may tell whom it is of. Nothing of the truth.
-- Reads: listed, record, place (what an institution's name states), filed_key, department_scope.
WITH department AS (
    -- The longest code of the table that the department's begins with.
    SELECT d.department_code, s.class, string_split(s.scopes, '|') AS scopes
    FROM (SELECT DISTINCT department_code FROM record WHERE department_code IS NOT NULL) AS d
    JOIN department_scope AS s ON starts_with(d.department_code, s.code)
    QUALIFY row_number() OVER (PARTITION BY d.department_code ORDER BY length(s.code) DESC) = 1
),

filed AS (
    SELECT f.listing_no, list(DISTINCT k.institution_key ORDER BY k.institution_key) AS filed_keys
    FROM (SELECT listing_no, unnest(filed_sites).institution AS institution FROM listed JOIN record USING (source_id, source_record_id, content_digest)) AS f
    JOIN filed_key AS k USING (institution)
    GROUP BY f.listing_no
)

SELECT
    l.listing_no,
    l.is_official,
    CASE WHEN r.name_state <> 'masked' THEN r.name_key END AS name_key,
    CASE WHEN r.name_state <> 'masked' THEN r.name_sound END AS name_sound,
    r.certificate_no,
    r.certificate_mask,
    r.institution_key,
    coalesce(f.filed_keys, []) AS filed_keys,
    coalesce(r.province, p.province) AS province,
    -- A place in the name speaks for the city only within the province shown.
    CASE
        WHEN r.division IS NOT NULL THEN r.division[:4]
        WHEN r.province IS NULL OR r.province = p.province THEN p.division[:4]
    END AS city,
    d.class AS department_class,
    d.scopes AS department_scopes,
    r.title,
    r.level,
    r.category,
    r.scope,
    r.gender,
    r.registered_on
FROM listed AS l
JOIN record AS r USING (source_id, source_record_id, content_digest)
LEFT JOIN place AS p ON p.institution = r.institution
LEFT JOIN filed AS f USING (listing_no)
LEFT JOIN department AS d ON d.department_code = r.department_code
