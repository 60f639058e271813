-- One row per registration and field: what is officially so on the day, and who says it.
-- Reads: registration, practice_site, settled_claim, adverse_act, institution (of the day).
WITH filed AS (
    SELECT
        p.registration_id,
        string_agg(DISTINCT i.name, '|' ORDER BY i.name) AS names,
        list_sort(list(DISTINCT p.source_id)) AS sources
    FROM practice_site AS p
    JOIN institution AS i USING (institution_id)
    WHERE p.kind = 'filed' AND coalesce(p.valid_to >= $today, true) AND coalesce(p.valid_from <= $today, true)
    GROUP BY p.registration_id
),

valued AS (
    SELECT
        r.registration_id,
        unnest([
            {'field': 'status', 'value': r.status, 'since': r.status_since},
            {'field': 'main_institution', 'value': r.main_institution, 'since': NULL},
            {'field': 'filed_sites', 'value': f.names, 'since': NULL},
            {'field': 'instrument', 'value': r.instrument, 'since': NULL},
            {'field': 'level', 'value': r.level, 'since': NULL},
            {'field': 'category', 'value': r.category, 'since': NULL},
            {'field': 'scope', 'value': nullif(array_to_string(r.scope, '|'), ''), 'since': NULL},
            {'field': 'valid_from', 'value': r.valid_from::VARCHAR, 'since': NULL},
            {'field': 'valid_to', 'value': r.valid_to::VARCHAR, 'since': NULL},
            {'field': 'assessment', 'value': r.assessment, 'since': r.assessed_on}
        ], recursive := true)
    FROM registration AS r
    LEFT JOIN filed AS f USING (registration_id)
),

claiming AS (
    SELECT entity_id AS registration_id, field, list_sort(list(DISTINCT source_id)) AS sources
    FROM settled_claim
    WHERE is_golden
    GROUP BY entity_id, field
),

acting AS (
    SELECT registration_id, status, list_sort(list(DISTINCT source_id)) AS sources
    FROM adverse_act
    WHERE is_holding
    GROUP BY registration_id, status
)

SELECT
    v.registration_id,
    v.field,
    v.value,
    v.since,
    coalesce(a.sources, f.sources, c.sources, []) AS sources
FROM valued AS v
LEFT JOIN claiming AS c ON c.registration_id = v.registration_id AND c.field = v.field
LEFT JOIN acting AS a ON v.field = 'status' AND a.registration_id = v.registration_id AND a.status = v.value
LEFT JOIN filed AS f ON v.field = 'filed_sites' AND f.registration_id = v.registration_id
WHERE v.value IS NOT NULL
