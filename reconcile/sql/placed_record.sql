-- One row per listed record of a lower tier: what may tell whom it is about, and where that is.
-- Reads: statement, name_place (the place that an institution's name states).
SELECT
    s.source_id,
    s.source_record_id,
    s.name_state,
    s.name_key,
    s.name_sound,
    s.certificate_no,
    s.certificate_mask,
    s.institution_key,
    coalesce(s.province, p.province) AS province,
    -- A place in the name speaks for the city only within the province shown.
    CASE
        WHEN s.division IS NOT NULL THEN s.division[:4]
        WHEN s.province IS NULL OR s.province = p.province THEN p.division[:4]
    END AS city,
    s.department_code,
    s.title,
    s.level,
    s.category,
    s.scope,
    s.gender
FROM statement AS s
LEFT JOIN name_place AS p ON p.institution = s.institution
WHERE s.is_listed AND NOT s.is_official
