-- One row per claim of an official source at odds with another official one. Key: entity_id.
-- Reads: settled_claim, registration, registration_record, known_institution.
WITH differing AS (
    SELECT entity_id, field
    FROM settled_claim
    GROUP BY entity_id, field
    HAVING min(coalesce(meant, value)) <> max(coalesce(meant, value))
),

claim AS (
    SELECT
        c.* REPLACE (coalesce(c.meant, c.value) AS meant),
        coalesce(i.name, c.value) AS shown
    FROM settled_claim AS c
    SEMI JOIN differing USING (entity_id, field)
    LEFT JOIN known_institution AS i ON c.field = 'main_institution' AND i.institution_id = c.value
),

-- Of the claims that differ at last, each against the first of another value.
first_withheld AS (
    SELECT entity_id, field, arg_min({'meant': meant, 'shown': shown, 'source_id': source_id, 'source_record_id': source_record_id}, (source_id, source_record_id, value)) AS first
    FROM claim
    WHERE why_not = 'withheld'
    GROUP BY entity_id, field
),

disagreement AS (
    SELECT
        'official_disagreement' AS kind, c.entity_kind, c.entity_id, c.field, c.source_id, c.source_record_id,
        f.first.source_id AS other_source_id, f.first.source_record_id AS other_record_id,
        f.first.shown AS official_value, c.shown AS listed_value
    FROM claim AS c
    JOIN first_withheld AS f USING (entity_id, field)
    WHERE c.why_not = 'withheld' AND c.meant <> f.first.meant
),

winner AS (
    SELECT
        entity_id,
        field,
        max(asserted_on) AS asserted_on,
        arg_min({'meant': meant, 'shown': shown, 'source_id': source_id, 'source_record_id': source_record_id}, (source_id, source_record_id, value)) AS claim
    FROM claim
    WHERE is_golden
    GROUP BY entity_id, field
),

lag AS (
    SELECT
        'sync_lag' AS kind, c.entity_kind, c.entity_id, c.field, c.source_id, c.source_record_id,
        w.claim.source_id AS other_source_id, w.claim.source_record_id AS other_record_id,
        coalesce(r.status, w.claim.shown) AS official_value, c.shown AS listed_value
    FROM claim AS c
    JOIN winner AS w USING (entity_id, field)
    -- What won may itself be overruled, by an act or the end of a permit.
    LEFT JOIN registration AS r ON c.field = 'status' AND r.registration_id = c.entity_id
    WHERE
        c.why_not = 'outranked'
        AND c.value IS DISTINCT FROM r.status
        AND c.meant <> w.claim.meant
        AND c.asserted_on IS NOT NULL
        AND coalesce(c.asserted_on > w.asserted_on, true)
),

between_claims AS (
    SELECT * FROM disagreement UNION ALL SELECT * FROM lag
)

SELECT
    b.kind,
    CASE WHEN b.entity_kind = 'registration' THEN b.entity_id END AS registration_id,
    CASE b.entity_kind WHEN 'registration' THEN k.practitioner_id WHEN 'practitioner' THEN b.entity_id END AS practitioner_id,
    CASE WHEN b.entity_kind = 'institution' THEN b.entity_id END AS institution_id,
    b.field,
    b.source_id,
    b.source_record_id,
    b.other_source_id,
    b.other_record_id,
    b.official_value,
    b.listed_value,
    b.entity_id
FROM between_claims AS b
LEFT JOIN registration_record AS k
    ON b.entity_kind = 'registration' AND k.source_id = b.source_id AND k.source_record_id = b.source_record_id

-- One source may name an institution in several ways that mean the same: told once.
QUALIFY b.entity_kind <> 'institution' OR row_number() OVER (
    PARTITION BY b.kind, b.entity_id, b.field, b.source_id, b.source_record_id, b.other_source_id, b.other_record_id
    ORDER BY b.listed_value
) = 1
