-- One row per institution that an official statement names: one licence.
-- Reads: official_site.
WITH called AS (
    SELECT
        institution_id,
        registration_no,
        -- 22 characters: organisation code 9, division 6, economic type 2, class 4, management 1.
        CASE WHEN length(registration_no) = 22 THEN registration_no END AS structured_no,
        name,
        province,
        role = 'filed' AS is_filed,
        tier_order(tier) AS tier_order,
        -coalesce(epoch(asserted_on), -1e18) AS age
    FROM official_site
    WHERE is_current AND name IS NOT NULL
)

SELECT
    institution_id,
    min(registration_no) AS registration_no,
    min(structured_no)[:9] AS organisation_code,
    NULL::VARCHAR AS uscc,
    arg_min(name, (is_filed, tier_order, age, name)) AS name,
    NULL::VARCHAR AS grade,
    min(structured_no)[18:21] AS kind,
    min(province) AS province,
    min(structured_no)[10:15] AS division,
    NULL::VARCHAR AS licence_status,
    NULL::DATE AS licence_valid_to
FROM called
GROUP BY institution_id
