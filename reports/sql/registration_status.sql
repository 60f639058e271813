-- One row per status of a registration: how many, and how old what officials say of them is.
-- Reads: registration.
SELECT
    status,
    count(*) AS registration_count,
    count(*) FILTER (certificate_no IS NULL OR contains(certificate_no, '*')) AS without_number_count,
    median(age_days) AS median_age_days
FROM registration
GROUP BY status
ORDER BY coalesce(list_position($statuses, status), 99)
