-- One row per institution that an official record ever named: where it is and how many people we know there.
-- Reads: official_site, registration_record, institution.
WITH site AS (
    SELECT
        institution_id,
        any_value(registration_no) AS registration_no,
        min(province) AS province,
        arg_min(name, (NOT is_current, role_order(role), tier_order(tier), name)) AS name
    FROM official_site
    GROUP BY institution_id
),

staff AS (
    SELECT i.institution_id, count(DISTINCT k.practitioner_id) AS person_count
    FROM official_site AS i
    JOIN registration_record AS k USING (source_id, source_record_id)
    WHERE i.is_current
    GROUP BY i.institution_id
)

SELECT
    s.institution_id,
    -- Golden; else one to call it by.
    coalesce(i.name, s.name) AS name,
    coalesce(i.province, s.province) AS province,
    CASE WHEN length(s.registration_no) = 22 THEN s.registration_no[10:15] END AS division,
    coalesce(p.person_count, 0) AS person_count
FROM site AS s
LEFT JOIN institution AS i USING (institution_id)
LEFT JOIN staff AS p USING (institution_id)
