-- One row per registration, field, and day from which its value is another. NULL before: nothing was known; after: not said;
-- is_withheld: official sources of equal authority say different things (sources: those), was_withheld: they did until then.
-- Reads: official_value, settled_claim. Key: registration.
WITH contested AS (
    SELECT
        bare(entity_id) AS registration_id,
        day_in(entity_id) AS day,
        field,
        list_sort(list(DISTINCT bare(source_id))) AS contenders
    FROM settled_claim
    WHERE why_not = 'withheld'
    GROUP BY ALL
),

told AS (
    -- An act decides a status of which records say different things.
    SELECT
        v.* EXCLUDE (sources),
        v.value IS NULL AND c.contenders IS NOT NULL AS is_withheld,
        CASE WHEN is_withheld THEN c.contenders ELSE v.sources END AS sources
    FROM official_value AS v
    LEFT JOIN contested AS c USING (registration_id, day, field)
),

dated AS (
    SELECT
        *,
        lag(value) OVER earlier AS before,
        lag(since) OVER earlier AS earlier_since,
        lag(sources) OVER earlier AS earlier_sources,
        lag(is_withheld, 1, false) OVER earlier AS was_withheld
    FROM told
    WINDOW earlier AS (PARTITION BY registration_id, field ORDER BY day)
)

SELECT
    day,
    registration_id,
    field,
    before,
    value AS after,
    since,
    CASE WHEN value IS NULL AND NOT is_withheld THEN earlier_sources ELSE sources END AS sources,
    is_withheld,
    was_withheld
FROM dated
-- Passed again is news: a cycle later an assessment has the same result and another day.
WHERE
    value IS DISTINCT FROM before
    OR is_withheld <> was_withheld
    OR (field = 'assessment' AND since IS DISTINCT FROM earlier_since)
