-- One row per registration, day judged, and field: what is officially so, and who says it.
-- Reads: judged, registration, golden_value, adverse_act, filed_site.
WITH valued AS (
    SELECT
        r.registration_id,
        r.practitioner_id,
        unnest([
            {'field': 'status', 'value': r.status, 'since': r.status_since},
            {'field': 'main_institution', 'value': r.main_institution, 'since': NULL},
            {'field': 'filed_sites', 'value': array_to_string(f.names, '|'), 'since': NULL},
            {'field': 'instrument', 'value': r.instrument, 'since': NULL},
            {'field': 'level', 'value': r.level, 'since': NULL},
            {'field': 'category', 'value': r.category, 'since': NULL},
            {'field': 'scope', 'value': nullif(array_to_string(r.scope, '|'), ''), 'since': NULL},
            {'field': 'valid_from', 'value': r.valid_from::VARCHAR, 'since': NULL},
            {'field': 'valid_to', 'value': r.valid_to::VARCHAR, 'since': NULL},
            {'field': 'assessment', 'value': r.assessment, 'since': r.assessed_on}
        ], recursive := true)
    FROM registration AS r
    LEFT JOIN filed_site AS f USING (registration_id)
),

said AS (
    SELECT
        registration_id,
        bare(source_id) AS source_id,
        unnest([
            CASE WHEN status IS NOT NULL THEN 'status' END,
            CASE WHEN main_institution_id IS NOT NULL THEN 'main_institution' END,
            CASE WHEN instrument IS NOT NULL THEN 'instrument' END,
            CASE WHEN level IS NOT NULL THEN 'level' END,
            CASE WHEN category IS NOT NULL THEN 'category' END,
            CASE WHEN scope IS NOT NULL THEN 'scope' END,
            CASE WHEN valid_from IS NOT NULL THEN 'valid_from' END,
            CASE WHEN valid_to IS NOT NULL THEN 'valid_to' END,
            CASE WHEN assessment IS NOT NULL THEN 'assessment' END
        ]) AS field
    FROM golden_value
),

claiming AS (
    SELECT registration_id, field, list_sort(list(DISTINCT source_id)) AS sources
    FROM said
    WHERE field IS NOT NULL
    GROUP BY registration_id, field
),

acting AS (
    SELECT registration_id, status, list_sort(list(DISTINCT bare(source_id))) AS sources
    FROM adverse_act
    WHERE is_holding
    GROUP BY registration_id, status
)

SELECT
    bare(v.registration_id) AS registration_id,
    j.day,
    v.field,
    v.value,
    v.since,
    coalesce(a.sources, f.sources, c.sources, []) AS sources
FROM valued AS v
JOIN judged AS j USING (practitioner_id)
LEFT JOIN claiming AS c ON c.registration_id = v.registration_id AND c.field = v.field
LEFT JOIN acting AS a ON v.field = 'status' AND a.registration_id = v.registration_id AND a.status = v.value
LEFT JOIN filed_site AS f ON v.field = 'filed_sites' AND f.registration_id = v.registration_id
