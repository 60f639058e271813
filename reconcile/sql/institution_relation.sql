-- One row per institution, related institution and how they are related: by the user's word, or as official data state.
-- Key: institution.
-- Reads: user_relation, institution_name, known_institution, institution.
WITH named AS (
    -- A name that the user relates means the institutions that bear it officially, in the province if one is given.
    SELECT n.institution_key, k.province, n.institution_id
    FROM institution_name AS n
    JOIN known_institution AS k USING (institution_id)
    WHERE n.relation = 'official'
)

SELECT DISTINCT a.institution_id, b.institution_id AS other_institution_id, u.relation
FROM user_relation AS u
JOIN named AS a ON a.institution_key = u.alias_key
JOIN named AS b ON b.institution_key = u.institution_key
WHERE
    a.institution_id <> b.institution_id
    AND (u.province IS NULL OR (u.province = a.province AND u.province = b.province))

UNION ALL

-- One organisation code, two licences: one legal person runs both.
SELECT a.institution_id, b.institution_id, 'legal_person'
FROM institution AS a
JOIN institution AS b USING (organisation_code)
WHERE a.institution_id < b.institution_id
