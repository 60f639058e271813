-- One row per open conflict, most severe and longest open first within its source.
-- Reads: conflict, kind, listing, registration, source, label (code -> word of the report's language).
-- Lists of values come joined by `|`.
SELECT
    row_number() OVER (
        PARTITION BY c.source_id
        ORDER BY list_position($severities, c.severity), c.opened_at, c.kind, c.conflict_id
    ) AS position,
    c.source_id,
    c.source_record_id,
    c.kind AS kind_code,
    c.severity AS severity_code,
    severity.label AS severity,
    coalesce(k.title, c.kind) AS kind,
    l.name,
    l.institution,
    province.label AS province,
    l.department,
    coalesce(field.label, c.field) AS field,
    coalesce(official.label, replace(c.official_value, '|', '、')) AS official_value,
    coalesce(listed.label, replace(c.listed_value, '|', '、')) AS listed_value,
    day_of(c.opened_at) AS opened_on,
    day_of(l.first_seen_at) AS first_seen_on,
    r.certificate_no AS official_certificate_no,
    status.label AS official_status,
    r.status_since,
    other.title AS other_source,
    o.url AS other_url,
    l.url,
    l.evidence_id,
    k.next_step,
    c.conflict_id
FROM conflict AS c
LEFT JOIN kind AS k ON k.kind = c.kind
LEFT JOIN listing AS l ON l.source_id = c.source_id AND l.source_record_id = c.source_record_id
LEFT JOIN listing AS o ON o.source_id = c.other_source_id AND o.source_record_id = c.other_record_id
LEFT JOIN source AS other ON other.source_id = c.other_source_id
LEFT JOIN registration AS r ON r.registration_id = c.registration_id
LEFT JOIN label AS severity ON severity.field = 'severity' AND severity.code = c.severity
LEFT JOIN label AS province ON province.field = 'province' AND province.code = l.province
LEFT JOIN label AS field ON field.field = 'field' AND field.code = c.field
-- A title is held against the level, a workplace against the status of its licence.
LEFT JOIN label AS official
    ON official.field = CASE c.field WHEN 'title' THEN 'level' WHEN 'licence' THEN 'status' ELSE c.field END
    AND official.code = c.official_value
LEFT JOIN label AS listed ON listed.field = c.field AND listed.code = c.listed_value
LEFT JOIN label AS status ON status.field = 'status' AND status.code = r.status
WHERE c.resolved_at IS NULL
ORDER BY c.source_id, position
