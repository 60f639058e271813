-- One row per registration and day judged: what is officially so on it.
-- Reads: judged, registration, practitioner, filed_site, withheld.
SELECT
    bare(r.registration_id) AS registration_id,
    j.person_id AS practitioner_id,
    j.day,
    {
        'name': p.name,
        'instrument': r.instrument,
        'level': r.level,
        'category': r.category,
        'scope': r.scope,
        'province': r.province,
        'main_institution_id': r.main_institution_id,
        'main_institution': r.main_institution,
        'filed_site_ids': coalesce(f.ids, []),
        'filed_sites': coalesce(f.names, []),
        'status': r.status,
        'status_since': r.status_since,
        'stated_from': r.valid_from,
        'stated_to': r.valid_to,
        'assessment': r.assessment,
        'assessed_on': r.assessed_on,
        'withheld': list_concat(coalesce(w.fields, []), coalesce(v.fields, []))
    } AS so
FROM registration AS r
JOIN judged AS j USING (practitioner_id)
JOIN practitioner AS p USING (practitioner_id)
LEFT JOIN filed_site AS f USING (registration_id)
LEFT JOIN withheld AS w ON w.entity_id = r.registration_id
LEFT JOIN withheld AS v ON v.entity_id = r.practitioner_id
