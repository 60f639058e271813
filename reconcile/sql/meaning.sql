-- One row per institution name shown in a place and institution it may mean: by its names, else as it was learnt.
-- Reads: named_meaning, learnt_alias, shown_number, staff. Key: shown name.
WITH learnt AS (
    SELECT s.shown_no, l.institution_id
    FROM learnt_alias AS l
    JOIN shown_number AS s
        ON s.institution_key = l.alias_key AND s.province = coalesce(l.province, '') AND s.city = coalesce(l.city, '')
    -- A name that came to be known since.
    ANTI JOIN (SELECT shown_no FROM named_meaning WHERE relation <> 'short') AS n ON n.shown_no = s.shown_no
)

SELECT shown_no, institution_id, relation, meaning_count, person_count
FROM named_meaning
ANTI JOIN learnt USING (shown_no)

UNION ALL

SELECT l.shown_no, l.institution_id, 'learnt', 1, coalesce(f.person_count, 0)
FROM learnt AS l
LEFT JOIN staff AS f USING (institution_id)
