-- One row per institution that an official record ever named: what it is called and where it is.
-- Reads: official_site, institution.
WITH site AS (
    SELECT
        institution_id,
        any_value(registration_no) AS registration_no,
        min(province) AS province,
        arg_min(name, (NOT is_current, role_order(role), tier_order(tier), name)) AS name
    FROM official_site
    GROUP BY institution_id
)

SELECT
    s.institution_id,
    -- Golden; else one to call it by.
    coalesce(i.name, s.name) AS name,
    coalesce(i.province, s.province) AS province,
    CASE WHEN length(s.registration_no) = 22 THEN s.registration_no[10:15] END AS division
FROM site AS s
LEFT JOIN institution AS i USING (institution_id)
