-- One row per institution that an official record ever named: its name of today, if it has one, and its last one where
-- no record names it today.
-- Reads: known_institution, institution, official_site (as known today).
SELECT k.institution_id, CASE WHEN s.institution_id IS NOT NULL THEN i.name ELSE k.name END AS name
FROM known_institution AS k
LEFT JOIN (SELECT DISTINCT institution_id FROM known.official_site WHERE is_current) AS s USING (institution_id)
LEFT JOIN known.institution AS i USING (institution_id)
