-- One row per linked listing of a lower source and field that does not agree with the register.
-- Reads: field_check, listing, registration, label.
SELECT
    row_number() OVER (PARTITION BY f.source_id ORDER BY f.field, f.source_record_id) AS position,
    f.source_id,
    f.source_record_id,
    field.label AS field,
    l.name,
    l.institution,
    coalesce(official.label, f.official_value) AS official_value,
    coalesce(listed.label, f.listed_value) AS listed_value,
    r.certificate_no AS official_certificate_no,
    status.label AS official_status,
    l.url,
    l.evidence_id
FROM field_check AS f
INNER JOIN listing AS l USING (source_id, source_record_id)
INNER JOIN registration AS r ON r.registration_id = f.registration_id
LEFT JOIN label AS field ON field.field = 'field' AND field.code = f.field
-- A title is held against the level.
LEFT JOIN label AS official
    ON official.field = CASE f.field WHEN 'title' THEN 'level' ELSE f.field END AND official.code = f.official_value
LEFT JOIN label AS listed ON listed.field = f.field AND listed.code = f.listed_value
LEFT JOIN label AS status ON status.field = 'status' AND status.code = r.status
WHERE NOT f.is_match
ORDER BY f.source_id, position
