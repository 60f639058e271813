-- One row per match key and institution that it may mean, the strongest reason.
-- Reads: institution_name, indexed_institution.
SELECT n.institution_key, i.institution_no, n.relation, n.alias
FROM institution_name AS n
JOIN indexed_institution AS i USING (institution_id)
ORDER BY n.institution_key, i.institution_no
