-- One row per institution that an official statement names: one licence.
-- Reads: official_site, licence.
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
),

licensed AS (
    SELECT
        i.institution_id,
        -- Best tier, then the freshest; ties by value, so that order of arrival shows nowhere.
        first(l ORDER BY tier_order(l.tier), l.asserted_on DESC NULLS LAST, l.source_id, l.source_record_id) AS says
    FROM licence AS l
    JOIN official_site AS i USING (source_id, source_record_id, content_digest)
    WHERE l.is_current AND i.role = 'licence'
    GROUP BY i.institution_id
)

SELECT
    c.institution_id,
    min(c.registration_no) AS registration_no,
    coalesce(min(c.structured_no)[:9], any_value(l.says.uscc)[9:17]) AS organisation_code,
    any_value(l.says.uscc) AS uscc,
    arg_min(c.name, (c.role_order, c.tier_order, c.age, c.name)) AS name,
    any_value(l.says.grade) AS grade,
    min(c.structured_no)[18:21] AS kind,
    min(c.province) AS province,
    coalesce(min(c.structured_no)[10:15], any_value(l.says.division)) AS division,
    any_value(l.says.subjects) AS subjects,
    any_value(l.says.status) AS licence_status,
    any_value(l.says.valid_to) AS licence_valid_to
FROM called AS c
LEFT JOIN licensed AS l USING (institution_id)
GROUP BY c.institution_id
