-- One row per person and institution our official history knows them at: is it valid today, was it only a filing?
-- Reads: registration, practice_site, registration_record, official_site, settled_claim.
WITH live AS (
    -- A registration that ended makes no workplace valid, unless the person has no other.
    SELECT
        registration_id,
        practitioner_id,
        is_live OR NOT bool_or(is_live) OVER (PARTITION BY practitioner_id) AS is_live
    FROM (
        SELECT
            registration_id,
            practitioner_id,
            is_live(status) AS is_live
        FROM registration
    )
),

standing AS (
    SELECT
        l.practitioner_id,
        s.institution_id,
        bool_or(l.is_live AND (s.kind <> 'filed' OR coalesce(s.valid_to >= $today, true))) AS is_valid,
        bool_or(l.is_live AND s.kind = 'filed') AS is_filed
    FROM practice_site AS s
    JOIN live AS l USING (registration_id)
    GROUP BY l.practitioner_id, s.institution_id
),

-- An official source of lower rank that is newer (`sync_lag`): who shows what it says is ahead, not out of date.
newer AS (
    SELECT DISTINCT l.practitioner_id, c.value AS institution_id
    FROM settled_claim AS c
    JOIN (
        SELECT entity_id, max(asserted_on) AS asserted_on
        FROM settled_claim
        WHERE field = 'main_institution' AND is_golden
        GROUP BY entity_id
    ) AS w USING (entity_id)
    JOIN live AS l ON l.registration_id = c.entity_id
    WHERE c.field = 'main_institution' AND c.why_not = 'outranked' AND c.asserted_on > w.asserted_on AND l.is_live
),

ever AS (
    SELECT DISTINCT k.practitioner_id, i.institution_id
    FROM official_site AS i
    JOIN registration_record AS k USING (source_id, source_record_id)
)

SELECT
    e.practitioner_id,
    e.institution_id,
    coalesce(s.is_valid, false) OR n.practitioner_id IS NOT NULL AS is_valid,
    coalesce(s.is_filed, false) AS is_filed
FROM ever AS e
LEFT JOIN standing AS s USING (practitioner_id, institution_id)
LEFT JOIN newer AS n USING (practitioner_id, institution_id)
