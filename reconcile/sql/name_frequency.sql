-- One row per form of a name (key, sound, or key with one character open): how many people we know have it, and how many
-- of as many others would (a part of the model).
-- Reads: anchor_name.
WITH borne AS (
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
),

-- Good and Turing: most names that one of us has nobody else has. Those with one more bearer say how many; where they
-- are few, what is said without them (half a bearer less) counts as much as a hundred names.
turing AS (
    SELECT
        b.form,
        b.person_count,
        round(greatest(((b.person_count + 1) * coalesce(m.count, 0) + 100 * (b.person_count - 0.5)) / (b.count + 100), 0.02), 4) AS other_count
    FROM (SELECT form, person_count, count(*) AS count FROM borne GROUP BY form, person_count) AS b
    LEFT JOIN (SELECT form, person_count, count(*) AS count FROM borne GROUP BY form, person_count) AS m
        ON m.form = b.form AND m.person_count = b.person_count + 1
)

SELECT form, value, person_count, other_count
FROM borne
JOIN turing USING (form, person_count)
