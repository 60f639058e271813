-- One row per question whose very name is found neither under its number nor where it was looked for.
-- Reads: asked, situation, numbered, namesake, workplace, registration.
SELECT
    a.no,
    a.name_key,
    name_sound(a.name) AS sound,
    a.is_latin,
    a.low,
    a.high,
    s.place,
    s.meaning_count,
    -- Over the whole country, or province, other writings are looked for only if nobody there has the very name.
    NOT EXISTS (
        SELECT 1 FROM namesake AS k
        JOIN registration AS r ON r.person_no = k.person_no
        WHERE k.no = a.no AND (s.place IS NULL OR r.province = s.place)
    ) AS is_unknown
FROM asked AS a
JOIN situation AS s ON s.no = a.no
WHERE
    NOT EXISTS (SELECT 1 FROM numbered AS n WHERE n.no = a.no AND n.how IS NOT NULL)
    AND NOT EXISTS (SELECT 1 FROM workplace AS w WHERE w.no = a.no)
    -- A name without an institution that somebody in reach has needs no other writing.
    AND (
        s.meaning_count > 0
        OR NOT EXISTS (
            SELECT 1 FROM namesake AS k
            JOIN registration AS r ON r.person_no = k.person_no
            WHERE k.no = a.no AND (s.place IS NULL OR r.province = s.place)
        )
    )
