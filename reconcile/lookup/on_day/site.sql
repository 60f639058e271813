-- One row per institution, registration and kind of site, as of the day.
SELECT *
FROM main.site
WHERE from_day <= $day AND (to_day IS NULL OR to_day >= $day)
