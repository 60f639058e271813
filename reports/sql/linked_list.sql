-- One row per linked listing of a lower source: the registration it was linked to, by which rule.
-- Reads: link, lower_source, listing, registration, practitioner, label.
SELECT
    row_number() OVER (PARTITION BY k.source_id ORDER BY k.source_record_id) AS position,
    k.source_id,
    k.source_record_id,
    l.name,
    l.institution,
    p.name AS official_name,
    r.main_institution AS official_institution,
    r.certificate_no AS official_certificate_no,
    status.label AS official_status,
    k.rule,
    k.probability,
    l.url
FROM link AS k
INNER JOIN lower_source USING (source_id)
INNER JOIN listing AS l USING (source_id, source_record_id)
INNER JOIN registration AS r ON r.registration_id = k.registration_id
INNER JOIN practitioner AS p ON p.practitioner_id = r.practitioner_id
LEFT JOIN label AS status ON status.field = 'status' AND status.code = r.status
WHERE k.outcome = 'linked'
ORDER BY k.source_id, position
