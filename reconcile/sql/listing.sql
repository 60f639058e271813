-- One row per source record currently listed.
-- Reads: statement, raw_record, shown_institution, suppressed_listing.
SELECT
    s.source_id,
    s.source_record_id,
    s.tier,
    s.name,
    s.gender,
    coalesce(s.certificate_no, s.certificate_mask) AS certificate_no,
    s.level,
    s.category,
    s.scope,
    s.institution,
    i.institution_id,
    s.province,
    s.status,
    s.department,
    s.title,
    s.teaching_title,
    s.society_role,
    raw_json(r) AS raw,
    s.asserted_on,
    s.published_at,
    s.retrieved_at,
    s.first_seen_at,
    s.last_seen_at,
    s.url,
    s.evidence_id
FROM statement AS s
JOIN raw_record AS r
    ON r.source_id = s.source_id AND r.source_record_id = s.source_record_id AND r.run_id = s.opened_run_id
    AND r.sighting = 'content'
LEFT JOIN shown_institution AS i ON i.source_id = s.source_id AND i.source_record_id = s.source_record_id
ANTI JOIN suppressed_listing AS x ON x.source_id = s.source_id AND x.source_record_id = s.source_record_id
WHERE s.is_listed
