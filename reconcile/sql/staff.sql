-- One row per institution that anybody is registered at now: how many people (a part of the model, see model.py).
-- Reads: official_site, registration_record.
SELECT i.institution_id, count(DISTINCT k.practitioner_id) AS person_count
FROM official_site AS i
JOIN registration_record AS k USING (source_id, source_record_id)
WHERE i.is_current
GROUP BY i.institution_id
