-- One row per field that an official record states of a registration or practitioner of which others speak, too: what is
-- claimed. What one record alone says is golden as it is (`load_policy` refuses a policy that leaves one unranked). Key: practitioner.
-- Reads: official_record, source.
WITH known AS (
    SELECT
        *,
        count(*) OVER (PARTITION BY registration_id) AS registration_records,
        count(*) OVER (PARTITION BY practitioner_id) AS practitioner_records
    FROM official_record
    -- Of whoever has several registrations there are several that name him.
    QUALIFY practitioner_records > 1
),

stated AS (
    SELECT
        k.registration_id,
        k.practitioner_id,
        k.registration_records,
        k.practitioner_records,
        k.source_id,
        k.source_record_id,
        k.tier,
        k.policy_scope,
        k.asserted_on,
        k.gone_on,
        k.is_listed,
        k.is_lifted,
        s.age_limit_days,
        k.effective_on,
        k.assessed_on,
        unnest([
            {'field': 'instrument', 'value': k.instrument},
            {'field': 'level', 'value': k.level},
            {'field': 'category', 'value': k.category},
            {'field': 'scope', 'value': nullif(array_to_string(k.scope, '|'), '')},
            {'field': 'main_institution', 'value': k.main_institution_id},
            {'field': 'status', 'value': k.status},
            {'field': 'valid_from', 'value': k.valid_from::VARCHAR},
            {'field': 'valid_to', 'value': k.valid_to::VARCHAR},
            {'field': 'assessment', 'value': k.assessment},
            {'field': 'name', 'value': k.name},
            {'field': 'gender', 'value': k.gender}
        ], recursive := true)
    FROM known AS k
    JOIN source AS s USING (source_id)
)

SELECT
    CASE WHEN field IN ('name', 'gender') THEN 'practitioner' ELSE 'registration' END AS entity_kind,
    CASE WHEN field IN ('name', 'gender') THEN practitioner_id ELSE registration_id END AS entity_id,
    CASE WHEN field IN ('name', 'gender') THEN practitioner_records ELSE registration_records END AS claim_count,
    field,
    value,
    source_id,
    source_record_id,
    tier,
    policy_scope AS scope,
    -- Gone is a claim too, of the day the list no longer had the record.
    CASE WHEN field = 'status' AND NOT is_listed THEN gone_on ELSE asserted_on END AS asserted_on,
    CASE
        WHEN field = 'assessment' THEN assessed_on
        WHEN field = 'status' AND NOT is_listed THEN gone_on
        ELSE effective_on
    END AS effective_on,
    age_limit_days,
    field = 'status' AND is_lifted AS is_lifted
FROM stated
WHERE value IS NOT NULL AND claim_count > 1
