-- One row per institution key and province ('' if none) beside which one 登记号 alone stands now: it means that institution.
-- Reads: named_site.
SELECT institution_key, coalesce(province, '') AS province, min(registration_no) AS registration_no
FROM named_site
WHERE is_current AND registration_no IS NOT NULL AND institution_key IS NOT NULL
GROUP BY institution_key, coalesce(province, '')
HAVING count(DISTINCT registration_no) = 1
