-- One row per question and person who has a registration of the number asked: how the names agree (NULL: they do not).
-- Reads: asked, registration, bearer, name.
SELECT
    no,
    person_no,
    CASE min(how)
        WHEN 1 THEN 'same' WHEN 2 THEN 'former' WHEN 3 THEN 'later' WHEN 4 THEN 'homophone' WHEN 5 THEN 'damaged'
    END AS how
FROM (
    SELECT
        a.no,
        r.person_no,
        CASE
            WHEN n.name_key = a.name_key THEN CASE WHEN b.is_current THEN 1 WHEN b.is_later THEN 3 ELSE 2 END
            WHEN length(n.name_key) = length(a.name_key) AND n.sound = name_sound(a.name) THEN 4
            WHEN fits_damage(a.name_key, n.name_key) OR fits_damage(n.name_key, a.name_key) THEN 5
        END AS how
    FROM asked AS a
    CROSS JOIN registration AS r ON r.certificate_no = a.certificate_no
    LEFT JOIN bearer AS b ON b.person_no = r.person_no
    LEFT JOIN name AS n ON n.name_no = b.name_no
)
GROUP BY no, person_no
