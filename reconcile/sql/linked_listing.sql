-- One row per listed record of a lower tier that is linked: what it shows beside what is officially so.
-- Reads: link, statement, lower_record, meaning, registration, practitioner, institution.
WITH single_meaning AS (
    SELECT shown_no, institution_id, relation FROM meaning WHERE meaning_count = 1
)

SELECT
    l.source_id,
    l.source_record_id,
    l.registration_id,
    l.practitioner_id,
    r.record_no,
    r.shown_no,
    m.institution_id,
    s.first_seen_at,
    s.last_seen_at,
    s.name,
    s.institution,
    s.institution_key,
    h.grade AS institution_grade,
    s.status,
    s.department,
    s.department_code,
    s.title,
    s.level,
    s.category,
    s.scope,
    g.province AS official_province,
    g.level AS official_level,
    g.category AS official_category,
    g.scope AS official_scope,
    g.main_institution AS official_institution,
    g.status AS official_status,
    g.status_since AS official_status_since,
    i.kind AS official_institution_kind,
    p.name AS official_name,
    p.active_count
FROM link AS l
JOIN lower_record AS r USING (source_id, source_record_id)
JOIN statement AS s USING (source_id, source_record_id)
JOIN registration AS g USING (registration_id)
JOIN practitioner AS p ON p.practitioner_id = l.practitioner_id
LEFT JOIN institution AS i ON i.institution_id = g.main_institution_id
LEFT JOIN single_meaning AS m ON m.shown_no = r.shown_no AND NOT is_doubtful(m.relation, s.institution_key)
LEFT JOIN institution AS h ON h.institution_id = m.institution_id
WHERE l.outcome = 'linked'
