-- One row per person whose `registration_history` is to be made anew: whom a refresh touched, and of whom a spell calls an
-- institution as it is no longer called.
-- Reads: history_due, registration_history, institution (as named here, and as known today).
WITH filed AS (
    SELECT practitioner_id, registration_id, valid_from, filed_sites, unnest(filed_site_ids) AS institution_id
    FROM registration_history
    WHERE len(filed_site_ids) > 0
)

SELECT practitioner_id FROM history_due

UNION

SELECT h.practitioner_id
FROM registration_history AS h
LEFT JOIN institution AS i ON i.institution_id = h.main_institution_id
LEFT JOIN known.institution AS k ON k.institution_id = h.main_institution_id
-- The last spell is what the reconcile says.
WHERE h.main_institution IS DISTINCT FROM CASE WHEN h.valid_to IS NULL THEN k.name ELSE i.name END

UNION

SELECT f.practitioner_id
FROM filed AS f
LEFT JOIN institution AS i USING (institution_id)
GROUP BY f.practitioner_id, f.registration_id, f.valid_from, f.filed_sites
HAVING f.filed_sites <> list_sort(list(DISTINCT i.name))
