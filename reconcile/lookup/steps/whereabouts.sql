-- One row per question: where to look for its institution (NULL: anywhere), and the city, four digits, that its name states.
-- Reads: asked, institution_name.
-- Only a name that is not one institution's alone is asked for its place: the list of places takes long to load.
SELECT
    no,
    coalesce(province, substr(stated, 1, 2)) AS place,
    -- A county of the same name elsewhere must not move the search out of the province that was asked.
    CASE WHEN coalesce(province = substr(stated, 1, 2), 1) AND length(stated) = 6 THEN substr(stated, 1, 4) END AS city
FROM (
    SELECT
        a.no,
        a.province,
        CASE
            WHEN a.institution_key IS NOT NULL AND (
                SELECT count(*) <> 1 OR min(n.relation) <> 'official'
                FROM institution_name AS n
                WHERE n.institution_key = a.institution_key
            )
                THEN stated_place(a.institution)
        END AS stated
    FROM asked AS a
)
