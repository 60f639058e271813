-- One row per linked listing and field, other than the institution, that is at odds with what is officially so.
-- Reads: linked_listing, scoped_department.
WITH compared AS (
    SELECT
        l.*,
        unnest([
            {
                'kind': CASE
                    -- Only if it was still listed on that day; one last seen before it may be gone by now.
                    WHEN official_status IN ('cancelled', 'revoked', 'rescinded') AND active_count = 0 AND shows_practising
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
                -- TCM physicians may work in other departments (Physicians Law art. 14), general practitioners in
                -- primary care see everything.
                'kind': CASE
                    WHEN len(official_scope) > 0
                        AND d.department IS NOT NULL
                        AND NOT list_has_any(official_scope, list_append(d.scopes, '省级以上卫生行政部门规定的其他专业'))
                        AND NOT (d.class = 'S' AND coalesce(official_category = 'tcm', false))
                        AND NOT (
                            list_contains(official_scope, '全科医学专业')
                            AND coalesce(regexp_matches(official_institution_kind, '^(B|C|D600)'), false)
                        )
                        THEN 'scope_mismatch'
                END,
                'field': 'department',
                'official_value': array_to_string(official_scope, '|'), 'listed_value': department
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
        -- A listing that says itself that the registration has ended is right.
        SELECT *, coalesce(status IN ('active', 'pending'), true) AS shows_practising
        FROM linked_listing
    ) AS l
    LEFT JOIN scoped_department AS d USING (department)
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
