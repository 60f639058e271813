-- One row per official claim: whether it is golden, and if not at which step of docs/authority.md it fell.
-- Key: entity_id (of a registration, a practitioner or an institution).
-- Reads: official_claim, institution_said, authority (rank 1 = most trusted for that field in that scope), statement.
WITH every AS (
    SELECT
        entity_kind, entity_id, field, value, NULL AS meant, scope, source_id, source_record_id, tier, age_limit_days,
        asserted_on, effective_on, claim_count, is_lifted
    FROM official_claim

    UNION ALL

    SELECT
        entity_kind, entity_id, field, value, meant, scope, source_id, source_record_id, tier, age_limit_days,
        asserted_on, NULL, claim_count, false
    FROM institution_said
),

ranked AS (
    SELECT c.*, a.rank
    FROM every AS c
    LEFT JOIN authority AS a USING (field, scope, tier)
),

-- Most registrations have one official record; its claims win if they may. claim_count is an upper bound.
contested AS (
    SELECT * FROM ranked WHERE claim_count > 1
),

name_key AS (
    SELECT c.entity_id, s.name_key, s.name_state
    FROM contested AS c
    JOIN statement AS s USING (source_id, source_record_id)
    WHERE c.field = 'name' AND c.entity_kind = 'practitioner' AND c.rank IS NOT NULL
),

degraded AS (
    SELECT DISTINCT d.entity_id, d.name_key
    FROM name_key AS d
    JOIN name_key AS p ON p.entity_id = d.entity_id AND p.name_state = 'plain' AND fits_damage(d.name_key, p.name_key)
    WHERE d.name_state = 'damaged'
),

degraded_claim AS (
    SELECT c.entity_id, c.source_id, c.source_record_id
    FROM contested AS c
    JOIN statement AS s USING (source_id, source_record_id)
    JOIN degraded AS d ON d.entity_id = c.entity_id AND d.name_key = s.name_key
    WHERE c.field = 'name' AND c.entity_kind = 'practitioner'
),

-- Of whom something else is said than an end that is over.
said_otherwise AS (
    SELECT DISTINCT entity_id, field
    FROM contested
    SEMI JOIN (SELECT entity_id, field FROM contested WHERE is_lifted) USING (entity_id, field)
    WHERE rank IS NOT NULL AND NOT is_lifted
),

step_2 AS (
    SELECT
        r.*,
        CASE
            WHEN r.rank IS NULL THEN 'unranked'
            WHEN d.source_id IS NOT NULL THEN 'degraded'
            WHEN r.is_lifted AND o.entity_id IS NOT NULL THEN 'lifted'
        END AS fell
    FROM contested AS r
    LEFT JOIN degraded_claim AS d
        ON r.field = 'name' AND d.entity_id = r.entity_id AND d.source_id = r.source_id AND d.source_record_id = r.source_record_id
    LEFT JOIN said_otherwise AS o ON o.entity_id = r.entity_id AND o.field = r.field
),

step_3 AS (
    SELECT
        * EXCLUDE (fell),
        CASE
            WHEN fell IS NOT NULL THEN fell
            WHEN coalesce($today - asserted_on > age_limit_days, true)
                AND coalesce(max(asserted_on) FILTER (fell IS NULL) OVER same > asserted_on,
                             max(asserted_on) FILTER (fell IS NULL) OVER same IS NOT NULL)
                THEN 'stepped_back'
        END AS fell
    FROM step_2
    WINDOW same AS (PARTITION BY entity_id, field)
),

step_4 AS (
    SELECT
        * EXCLUDE (fell),
        CASE WHEN fell IS NULL AND rank > min(rank) FILTER (fell IS NULL) OVER same THEN 'outranked' ELSE fell END AS fell
    FROM step_3
    WINDOW same AS (PARTITION BY entity_id, field)
),

step_5 AS (
    SELECT
        * EXCLUDE (fell),
        CASE
            WHEN fell IS NULL
                AND coalesce(asserted_on, DATE '0001-01-01')
                < max(coalesce(asserted_on, DATE '0001-01-01')) FILTER (fell IS NULL) OVER same
                THEN 'older'
            ELSE fell
        END AS fell
    FROM step_4
    WINDOW same AS (PARTITION BY entity_id, field)
),

step_6 AS (
    SELECT
        * EXCLUDE (fell),
        CASE
            WHEN fell IS NULL
                AND min(coalesce(meant, value)) FILTER (fell IS NULL) OVER same
                <> max(coalesce(meant, value)) FILTER (fell IS NULL) OVER same
                THEN 'withheld'
            ELSE fell
        END AS why_not
    FROM step_5
    WINDOW same AS (PARTITION BY entity_id, field)
)

SELECT * EXCLUDE (age_limit_days, claim_count, is_lifted), why_not IS NULL AS is_golden
FROM step_6

UNION ALL BY NAME

SELECT
    r.* EXCLUDE (age_limit_days, claim_count, is_lifted),
    CASE WHEN r.rank IS NULL THEN 'unranked' END AS why_not,
    r.rank IS NOT NULL AS is_golden
FROM ranked AS r
WHERE r.claim_count = 1
