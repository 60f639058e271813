-- One row per entity, field, value and source record: who says what, and whether it won (a view).
-- Reads: settled_claim, statement, link.
SELECT
    CASE WHEN c.field IN ('name', 'gender') THEN 'practitioner' ELSE 'registration' END AS entity_kind,
    c.entity_id,
    c.field,
    c.value,
    c.source_id,
    c.source_record_id,
    c.tier,
    c.rank,
    c.asserted_on,
    s.first_seen_at,
    s.last_seen_at,
    c.is_golden,
    c.why_not
FROM settled_claim AS c
JOIN statement AS s USING (source_id, source_record_id)

UNION ALL

SELECT
    CASE WHEN registration_id IS NULL THEN 'listing' ELSE 'registration' END,
    coalesce(registration_id, source_id || '/' || source_record_id),
    said.field,
    said.value,
    source_id,
    source_record_id,
    tier,
    NULL,
    asserted_on,
    first_seen_at,
    last_seen_at,
    false,
    'lower_tier'
FROM (
    SELECT
        s.source_id,
        s.source_record_id,
        s.tier,
        s.asserted_on,
        s.first_seen_at,
        s.last_seen_at,
        l.registration_id,
        unnest([
            {'field': 'name', 'value': s.name},
            {'field': 'gender', 'value': s.gender},
            {'field': 'certificate_no', 'value': coalesce(s.certificate_no, s.certificate_mask)},
            {'field': 'level', 'value': s.level},
            {'field': 'category', 'value': s.category},
            {'field': 'scope', 'value': nullif(array_to_string(s.scope, '|'), '')},
            {'field': 'institution', 'value': s.institution},
            {'field': 'province', 'value': s.province},
            {'field': 'department', 'value': s.department},
            {'field': 'title', 'value': s.title},
            {'field': 'teaching_title', 'value': s.teaching_title},
            {'field': 'society_role', 'value': s.society_role}
        ]) AS said
    FROM statement AS s
    JOIN link AS l USING (source_id, source_record_id)
    WHERE NOT s.is_official
)
WHERE said.value IS NOT NULL
