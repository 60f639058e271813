-- One row per question, person whose name is written otherwise, and how: a candidate at most, never a match.
-- Reads: seeker, meant, crowd, bearer, name, opened (the name with each character left open in turn).
WITH reached AS (
    -- Everybody who is or was at the institution.
    SELECT k.no, n.name_no
    FROM seeker AS k
    CROSS JOIN meant AS m ON m.no = k.no
    CROSS JOIN crowd AS n ON n.institution_no = m.institution_no
    WHERE
        n.bare_sound = replace(k.sound, ' ', '')
        -- Another character, in names of three and four.
        OR (
            length(k.name_key) = length(n.name_key)
            AND length(k.name_key) BETWEEN 3 AND 4
            AND NOT k.is_latin
            AND (substr(k.name_key, 1, 1) <> substr(n.name_key, 1, 1))
            + (substr(k.name_key, 2, 1) <> substr(n.name_key, 2, 1))
            + (substr(k.name_key, 3, 1) <> substr(n.name_key, 3, 1))
            + (substr(k.name_key, 4, 1) <> substr(n.name_key, 4, 1)) = 1
        )
        OR ((n.is_damaged OR instr(k.name_key, '?')) AND (fits_damage(k.name_key, n.name_key) OR fits_damage(n.name_key, k.name_key)))

    UNION

    SELECT k.no, n.name_no
    FROM seeker AS k
    CROSS JOIN name AS n ON replace(n.sound, ' ', '') = replace(k.sound, ' ', '')
    WHERE k.is_unknown

    UNION

    -- An unreadable character of the name asked; those before it narrow the search.
    SELECT k.no, n.name_no
    FROM seeker AS k
    CROSS JOIN name AS n ON n.name_key >= k.low AND n.name_key < k.high
    WHERE k.is_unknown AND k.low <> '' AND fits_damage(k.name_key, n.name_key)

    UNION

    -- One of the name in the register.
    SELECT k.no, n.name_no
    FROM seeker AS k
    CROSS JOIN opened AS o ON o.no = k.no
    CROSS JOIN name AS n ON n.name_key = o.name_key
    WHERE k.is_unknown
),

compared AS (
    SELECT
        k.no,
        n.name_no,
        CASE
            WHEN fits_damage(k.name_key, n.name_key) OR fits_damage(n.name_key, k.name_key) THEN 'damaged'
            WHEN k.is_latin THEN 'pinyin'
            WHEN n.sound = k.sound AND length(n.name_key) = length(k.name_key) THEN 'homophone'
            WHEN replace(n.sound, ' ', '') <> replace(k.sound, ' ', '') THEN 'one_character'
        END AS how
    FROM reached AS r
    JOIN seeker AS k ON k.no = r.no
    JOIN name AS n ON n.name_no = r.name_no
    WHERE n.name_key <> k.name_key
)

SELECT c.no, b.person_no, min(c.how) AS how
FROM compared AS c
CROSS JOIN bearer AS b ON b.name_no = c.name_no
WHERE c.how IS NOT NULL
GROUP BY c.no, b.person_no
