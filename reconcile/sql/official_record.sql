-- One row per record of an official source, acts aside, gone ones too: what it claims, and of whom.
-- Key: registration.
-- Reads: registration_record, statement, official_site, adverse_act.
WITH relisted AS (
    -- Registrations of records that are gone, and the sources that list another record of them.
    SELECT DISTINCT g.registration_id, g.source_id
    FROM (
        SELECT k.registration_id, k.source_id
        FROM registration_record AS k
        JOIN statement AS s USING (source_id, source_record_id)
        WHERE NOT s.is_listed
    ) AS g
    JOIN registration_record AS k USING (registration_id, source_id)
    JOIN statement AS s ON s.source_id = k.source_id AND s.source_record_id = k.source_record_id
    WHERE s.is_listed
),

shown AS (
    SELECT
        registration_id, source_id, source_record_id, status,
        bool_or(is_over) AND NOT bool_or(is_holding) AS is_over
    FROM adverse_act
    WHERE NOT is_act
    GROUP BY registration_id, source_id, source_record_id, status
)

SELECT
    k.registration_id,
    k.practitioner_id,
    s.source_id,
    s.source_record_id,
    s.tier,
    CASE WHEN is_permit(s.instrument) THEN 'permit' ELSE '*' END AS policy_scope,
    s.is_listed,
    s.asserted_on,
    s.gone_on,
    s.effective_on,
    s.published_at,
    s.retrieved_at,
    s.first_seen_at,
    s.last_seen_at,
    s.url,
    s.evidence_id,
    s.instrument,
    s.level,
    s.category,
    list_sort(s.scope) AS scope,
    i.institution_id AS main_institution_id,
    CASE
        WHEN s.is_listed THEN s.status
        -- What its source lists under another key is not gone.
        WHEN r.source_id IS NULL THEN 'no_longer_listed'
    END AS status,
    -- It still shows an end that a later grant lifted, or a suspension whose term is over.
    s.is_listed AND coalesce(o.is_over, false) AS is_lifted,
    s.valid_from,
    s.valid_to,
    s.assessment,
    s.assessed_on,
    -- A masked name names nobody.
    CASE WHEN s.name_key IS NOT NULL THEN s.name END AS name,
    s.gender
FROM registration_record AS k
JOIN statement AS s USING (source_id, source_record_id)
LEFT JOIN official_site AS i
    ON i.source_id = s.source_id AND i.source_record_id = s.source_record_id AND i.is_current AND i.role = 'main'
LEFT JOIN relisted AS r ON r.registration_id = k.registration_id AND r.source_id = k.source_id
LEFT JOIN shown AS o
    ON o.registration_id = k.registration_id AND o.source_id = k.source_id AND o.source_record_id = k.source_record_id
    AND o.status = s.status
WHERE speaks(k.rule, s.is_listed)
