-- One row per lower source and province: active registrations, and how many of them a listing is linked to.
-- Reads: lower_source, link, registration. Every source meets every province, so that nothing shown is seen as 0.
WITH reached AS (
    SELECT DISTINCT
        source_id,
        registration_id
    FROM link
    WHERE outcome = 'linked'
)

SELECT
    s.source_id,
    r.province,
    count(*) AS active_count,
    count(c.registration_id) AS listed_count
FROM lower_source AS s
CROSS JOIN registration AS r
LEFT JOIN reached AS c ON c.source_id = s.source_id AND c.registration_id = r.registration_id
WHERE r.status = 'active'
GROUP BY s.source_id, s.position, r.province
ORDER BY s.position, r.province
