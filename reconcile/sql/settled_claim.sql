-- One row per claim of an institution, or of a registration or practitioner of which several official records speak:
-- whether it is golden, and if not at which step of docs/authority.md it fell. Key: entity_id.
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

-- Most institutions have one claim of a field, which wins if it may. claim_count is an upper bound.
contested AS (
    SELECT *, coalesce($today - asserted_on > age_limit_days, true) AS is_too_old FROM ranked WHERE claim_count > 1
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
        r.* REPLACE (coalesce(r.asserted_on, DATE '0001-01-01') AS asserted_on),
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

-- The latest day of any claim left, where one is of a source too old: few are.
newest AS (
    SELECT entity_id, field, max(asserted_on) AS asserted_on
    FROM step_2
    SEMI JOIN (SELECT entity_id, field FROM step_2 WHERE is_too_old) USING (entity_id, field)
    WHERE fell IS NULL
    GROUP BY entity_id, field
),

step_3 AS (
    SELECT
        s.* REPLACE (CASE WHEN s.fell IS NULL AND s.is_too_old AND n.asserted_on > s.asserted_on THEN 'stepped_back' ELSE s.fell END AS fell)
    FROM step_2 AS s
    LEFT JOIN newest AS n ON n.entity_id = s.entity_id AND n.field = s.field
),

-- Of those left the first by rank and date; its peers have both as it has.
settled AS (
    SELECT
        * EXCLUDE (fell, is_too_old) REPLACE (nullif(asserted_on, DATE '0001-01-01') AS asserted_on),
        CASE
            WHEN fell IS NOT NULL THEN fell
            WHEN rank > first_value(rank) OVER best THEN 'outranked'
            WHEN asserted_on < first_value(asserted_on) OVER best THEN 'older'
            WHEN min(coalesce(meant, value)) OVER peer <> max(coalesce(meant, value)) OVER peer THEN 'withheld'
        END AS why_not
    FROM step_3
    WINDOW
        best AS (PARTITION BY entity_id, field ORDER BY fell IS NOT NULL, rank, asserted_on DESC),
        peer AS (
            PARTITION BY entity_id, field ORDER BY fell IS NOT NULL, rank, asserted_on DESC
            RANGE BETWEEN CURRENT ROW AND CURRENT ROW
        )
)

SELECT * EXCLUDE (age_limit_days, claim_count, is_lifted), why_not IS NULL AS is_golden
FROM settled

UNION ALL BY NAME

SELECT
    r.* EXCLUDE (age_limit_days, claim_count, is_lifted),
    CASE WHEN r.rank IS NULL THEN 'unranked' END AS why_not,
    r.rank IS NOT NULL AS is_golden
FROM ranked AS r
WHERE r.claim_count = 1
