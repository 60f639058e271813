-- One row per linked listing and field, other than the institution, that is at odds with what is officially so.
-- Reads: linked_listing, department_verdict.
WITH compared AS (
    SELECT
        l.*,
        unnest([
            {
                'kind': CASE
                    -- Only if it was still listed on that day; one last seen before it may be gone by now.
                    WHEN has_ended(official_status) AND active_count = 0 AND shows_practising
                        AND coalesce(day_of(last_seen_at) >= official_status_since, true)
                        THEN 'listed_after_cancellation'
                END,
                'field': 'status', 'official_value': official_status, 'listed_value': coalesce(status, 'listed')
            },
            {
                'kind': CASE
                    -- Likewise; on its last day a permit is valid.
                    WHEN official_status = 'expired' AND active_count = 0 AND shows_practising
                        AND coalesce(day_of(last_seen_at) > official_status_since, true)
                        THEN 'permit_expired'
                END,
                'field': 'status', 'official_value': official_status, 'listed_value': coalesce(status, 'listed')
            },
            {
                'kind': CASE WHEN official_status = 'left_filed' AND active_count = 0 AND shows_practising THEN 'listed_after_leaving' END,
                'field': 'status', 'official_value': official_status, 'listed_value': coalesce(status, 'listed')
            },
            {
                'kind': CASE WHEN level <> official_level THEN 'level_mismatch' END,
                'field': 'level', 'official_value': official_level, 'listed_value': level
            },
            {
                'kind': CASE WHEN category <> official_category THEN 'category_mismatch' END,
                'field': 'category', 'official_value': official_category, 'listed_value': category
            },
            {
                'kind': CASE WHEN len(official_scope) > 0 AND NOT list_has_all(official_scope, scope) THEN 'scope_mismatch' END,
                'field': 'scope',
                'official_value': array_to_string(official_scope, '|'), 'listed_value': array_to_string(scope, '|')
            },
            {
                'kind': CASE verdict WHEN 'outside' THEN 'scope_mismatch' WHEN 'unusual' THEN 'scope_unusual' END,
                'field': 'department',
                'official_value': coalesce(nullif(array_to_string(official_scope, '|'), ''), official_category),
                'listed_value': department
            },
            {
                -- Registered for township and village clinics.
                'kind': CASE WHEN official_level = 'rural_gp' AND starts_with(institution_grade, '3') THEN 'scope_mismatch' END,
                'field': 'grade', 'official_value': official_level, 'listed_value': institution
            },
            {
                'kind': CASE
                    WHEN title IN ('chief', 'associate_chief') AND official_level IN ('assistant', 'rural_gp')
                        THEN 'title_anomaly'
                END,
                'field': 'title', 'official_value': official_level, 'listed_value': title
            },
            {
                'kind': CASE WHEN name <> official_name THEN 'name_variant' END,
                'field': 'name', 'official_value': official_name, 'listed_value': name
            }
        ]) AS found
    FROM (
        SELECT
            s.*,
            d.verdict,
            -- A listing that says itself that the registration has ended is right.
            shows_practising(s.status) AS shows_practising
        FROM linked_listing AS s
        LEFT JOIN department_verdict AS d
            ON d.department_code = s.department_code
            AND d.official_category IS NOT DISTINCT FROM s.official_category
            AND d.official_scope IS NOT DISTINCT FROM s.official_scope
            AND d.official_institution_kind IS NOT DISTINCT FROM s.official_institution_kind
    ) AS l
)

SELECT
    found.kind,
    registration_id,
    practitioner_id,
    source_id,
    source_record_id,
    NULL::VARCHAR AS other_source_id,
    NULL::VARCHAR AS other_record_id,
    found.field,
    found.official_value,
    found.listed_value
FROM compared
WHERE found.kind IS NOT NULL
