-- One row per person and institution our official history knows them at: is it valid today, was it only a filing?
-- Reads: registration, practice_site, registration_record, official_site.
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
            coalesce(status NOT IN ('cancelled', 'revoked', 'rescinded', 'expired', 'no_longer_listed'), true) AS is_live
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

ever AS (
    SELECT DISTINCT k.practitioner_id, i.institution_id
    FROM official_site AS i
    JOIN registration_record AS k USING (source_id, source_record_id)
)

SELECT
    e.practitioner_id,
    e.institution_id,
    coalesce(s.is_valid, false) AS is_valid,
    coalesce(s.is_filed, false) AS is_filed
FROM ever AS e
LEFT JOIN standing AS s USING (practitioner_id, institution_id)
