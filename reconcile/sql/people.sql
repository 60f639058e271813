-- One row per place, by kind (country, province, city): how many people are registered there (a part of the model).
-- Reads: anchor.
SELECT 'country' AS kind, '' AS place, greatest(count(DISTINCT person_no), 1) AS person_count
FROM anchor

UNION ALL

SELECT 'province', province, count(DISTINCT person_no)
FROM anchor
WHERE province IS NOT NULL
GROUP BY province

UNION ALL

SELECT 'city', city, count(DISTINCT person_no)
FROM anchor
WHERE city IS NOT NULL
GROUP BY city
