-- One row per form of a name (key, sound, or key with one character open): how many people we know have it.
-- Reads: anchor_name.
SELECT 'key' AS form, name_key AS value, count(DISTINCT person_no) AS person_count
FROM anchor_name
GROUP BY name_key

UNION ALL

SELECT 'sound', name_sound, count(DISTINCT person_no)
FROM anchor_name
WHERE name_sound IS NOT NULL
GROUP BY name_sound

UNION ALL

SELECT 'pattern', pattern, count(DISTINCT person_no)
FROM (
    SELECT person_no, name_key[:position - 1] || '?' || name_key[position + 1:] AS pattern
    FROM (SELECT person_no, name_key, unnest(range(1, length(name_key) + 1)) AS position FROM anchor_name WHERE length(name_key) BETWEEN 2 AND 4)
)
GROUP BY pattern
