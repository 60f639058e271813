-- One row per province of the mainland: of the people listed there what share official sources show (NULL: not known).
-- Reads: province_name, coverage.
SELECT DISTINCT p.province, c.share
FROM province_name AS p
LEFT JOIN coverage AS c ON c.shown_no IS NULL AND c.province = p.province
WHERE p.province < '70'
ORDER BY p.province
