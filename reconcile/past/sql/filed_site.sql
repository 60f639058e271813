-- One row per registration that may be practised at filed sites on the day to be judged: which.
-- Reads: judged, registration, practice_site, institution.
SELECT
    p.registration_id,
    list_sort(list(DISTINCT p.institution_id)) AS ids,
    list_sort(list(DISTINCT i.name)) AS names,
    list_sort(list(DISTINCT bare(p.source_id))) AS sources
FROM practice_site AS p
JOIN registration AS r USING (registration_id)
JOIN judged AS j ON j.practitioner_id = r.practitioner_id
JOIN institution AS i USING (institution_id)
WHERE p.kind = 'filed' AND coalesce(p.valid_to >= j.day, true) AND coalesce(p.valid_from <= j.day, true)
GROUP BY p.registration_id
