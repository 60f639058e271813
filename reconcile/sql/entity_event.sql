-- One row per id that came, went or returned since the last reconcile (appended to entity_ledger).
-- Reads: entity_ledger, registration, practitioner, institution, registration_record, earlier_record.
WITH standing AS (
    SELECT 'registration' AS entity_kind, registration_id AS entity_id FROM registration
    UNION ALL
    SELECT 'practitioner', practitioner_id FROM practitioner
    UNION ALL
    SELECT 'institution', institution_id FROM institution
),

remembered AS (
    SELECT entity_kind, entity_id, arg_max(event, rowid) IN ('created', 'split', 'resurrected') AS is_standing
    FROM entity_ledger
    GROUP BY entity_kind, entity_id
),

-- Ids that records went from and to.
moved AS (
    SELECT DISTINCT 'registration' AS entity_kind, e.registration_id AS old_id, k.registration_id AS new_id
    FROM earlier_record AS e
    JOIN registration_record AS k USING (source_id, source_record_id)
    WHERE e.registration_id <> k.registration_id

    UNION

    SELECT DISTINCT 'practitioner', e.practitioner_id, k.practitioner_id
    FROM earlier_record AS e
    JOIN registration_record AS k USING (source_id, source_record_id)
    WHERE e.practitioner_id <> k.practitioner_id
),

split_from AS (
    SELECT m.entity_kind, m.new_id, min(m.old_id) AS old_id
    FROM moved AS m
    JOIN standing AS s ON s.entity_kind = m.entity_kind AND s.entity_id = m.old_id
    GROUP BY m.entity_kind, m.new_id
),

gone_into AS (
    SELECT entity_kind, old_id, min(new_id) AS new_id
    FROM moved
    GROUP BY entity_kind, old_id
    HAVING count(*) = 1
)

SELECT
    s.entity_kind,
    s.entity_id,
    CASE
        WHEN r.entity_id IS NOT NULL THEN 'resurrected'
        WHEN f.old_id IS NOT NULL THEN 'split'
        ELSE 'created'
    END AS event,
    CASE WHEN r.entity_id IS NULL THEN f.old_id END AS other_id,
    $as_of AS as_of
FROM standing AS s
LEFT JOIN remembered AS r USING (entity_kind, entity_id)
LEFT JOIN split_from AS f ON f.entity_kind = s.entity_kind AND f.new_id = s.entity_id
WHERE NOT coalesce(r.is_standing, false)

UNION ALL

SELECT
    r.entity_kind,
    r.entity_id,
    CASE WHEN g.new_id IS NULL THEN 'retired' ELSE 'merged' END,
    g.new_id,
    $as_of
FROM remembered AS r
ANTI JOIN standing AS s USING (entity_kind, entity_id)
LEFT JOIN gone_into AS g ON g.entity_kind = r.entity_kind AND g.old_id = r.entity_id
WHERE r.is_standing
ORDER BY entity_kind, entity_id
