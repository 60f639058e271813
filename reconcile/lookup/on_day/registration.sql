-- One row per registration that anything speaks of on the day or before: what is officially so on the day.
SELECT *
FROM main.registration
WHERE from_day <= $day AND (to_day IS NULL OR to_day >= $day)
