-- One row per registration, field, and day from which its value is another. NULL before: nothing was known; after: not said.
-- Reads: official_value. Key: registration.
WITH dated AS (
    SELECT
        *,
        lag(value) OVER earlier AS before,
        lag(since) OVER earlier AS earlier_since,
        lag(sources) OVER earlier AS earlier_sources
    FROM official_value
    WINDOW earlier AS (PARTITION BY registration_id, field ORDER BY day)
)

SELECT
    day,
    registration_id,
    field,
    before,
    value AS after,
    since,
    CASE WHEN value IS NULL THEN earlier_sources ELSE sources END AS sources
FROM dated
-- Passed again is news: a cycle later an assessment has the same result and another day.
WHERE value IS DISTINCT FROM before OR (field = 'assessment' AND since IS DISTINCT FROM earlier_since)
