-- One row per question and person who has, officially had or was to have the very name: its match key is equal.
-- Reads: asked, name, bearer, person.
-- surname: one of two surnames that the key takes for one (萧, 肖) is asked for, and this is the other.
SELECT
    a.no,
    b.person_no,
    CASE
        WHEN b.is_later THEN 'later'
        WHEN NOT b.is_current THEN 'former'
        WHEN
            a.surname IS NOT NULL
            AND a.surname <> (SELECT twin_surname(p.name) FROM person AS p WHERE p.person_no = b.person_no)
            THEN 'surname'
        ELSE 'same'
    END AS how
FROM asked AS a
CROSS JOIN name AS n ON n.name_key = a.name_key
CROSS JOIN bearer AS b ON b.name_no = n.name_no
