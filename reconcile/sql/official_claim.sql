-- One row per official record and field it states: what is claimed of which registration or practitioner.
-- Reads: registration_record, statement, official_site.
WITH known AS (
    SELECT
        *,
        count(*) OVER (PARTITION BY registration_id) AS registration_records,
        count(*) OVER (PARTITION BY practitioner_id) AS practitioner_records
    FROM registration_record
),

stated AS (
    SELECT
        k.registration_id,
        k.practitioner_id,
        k.registration_records,
        k.practitioner_records,
        s.source_id,
        s.source_record_id,
        s.tier,
        CASE WHEN is_permit(s.instrument) THEN 'permit' ELSE '*' END AS policy_scope,
        s.asserted_on,
        s.gone_on,
        s.is_listed,
        s.age_limit_days,
        s.effective_on,
        unnest([
            {'field': 'instrument', 'value': s.instrument},
            {'field': 'level', 'value': s.level},
            {'field': 'category', 'value': s.category},
            {'field': 'scope', 'value': nullif(array_to_string(list_sort(s.scope), '|'), '')},
            {'field': 'main_institution', 'value': i.institution_id},
            {'field': 'status', 'value': CASE WHEN s.is_listed THEN s.status ELSE 'no_longer_listed' END},
            {'field': 'valid_from', 'value': s.valid_from::VARCHAR},
            {'field': 'valid_to', 'value': s.valid_to::VARCHAR},
            {'field': 'name', 'value': CASE WHEN s.name_key IS NOT NULL THEN s.name END},
            {'field': 'gender', 'value': s.gender}
        ], recursive := true)
    FROM known AS k
    JOIN statement AS s USING (source_id, source_record_id)
    LEFT JOIN official_site AS i
        ON i.source_id = s.source_id AND i.source_record_id = s.source_record_id AND i.is_current AND i.role = 'main'
)

SELECT
    CASE WHEN field IN ('name', 'gender') THEN practitioner_id ELSE registration_id END AS entity_id,
    CASE WHEN field IN ('name', 'gender') THEN practitioner_records ELSE registration_records END AS record_count,
    field,
    value,
    source_id,
    source_record_id,
    tier,
    policy_scope AS scope,
    -- Gone is a claim too, of the day the list no longer had the record.
    CASE WHEN field = 'status' AND NOT is_listed THEN gone_on ELSE asserted_on END AS asserted_on,
    CASE WHEN field = 'status' AND NOT is_listed THEN gone_on ELSE effective_on END AS effective_on,
    age_limit_days
FROM stated
WHERE value IS NOT NULL
