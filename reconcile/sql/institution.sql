-- One row per institution that an official statement names: one licence.
-- Reads: official_site, held_licence.
WITH called AS (
    SELECT
        institution_id,
        registration_no,
        -- 22 characters: organisation code 9, division 6, economic type 2, class 4, management 1.
        CASE WHEN length(registration_no) = 22 THEN registration_no END AS structured_no,
        name,
        province,
        role_order(role) AS role_order,
        tier_order(tier) AS tier_order,
        -coalesce(epoch(asserted_on), -1e18) AS age
    FROM official_site
    WHERE is_current AND name IS NOT NULL
)

SELECT
    c.institution_id,
    min(c.registration_no) AS registration_no,
    coalesce(min(c.structured_no)[:9], any_value(l.uscc)[9:17]) AS organisation_code,
    any_value(l.uscc) AS uscc,
    arg_min(c.name, (c.role_order, c.tier_order, c.age, c.name)) AS name,
    any_value(l.grade) AS grade,
    min(c.structured_no)[18:21] AS kind,
    min(c.province) AS province,
    coalesce(min(c.structured_no)[10:15], any_value(l.division)) AS division,
    any_value(l.subjects) AS subjects,
    any_value(l.status) AS licence_status,
    any_value(l.valid_to) AS licence_valid_to
FROM called AS c
LEFT JOIN held_licence AS l USING (institution_id)
GROUP BY c.institution_id
