-- One row per linked listing of a lower source and field that could be checked: does it agree with the register?
-- Reads: listing, link, registration, practitioner, conflict, lower_source, scoped_department. What could be checked is
-- the denominator that the report states in words (text.toml, `denominator`). Aliases and legal multi-site practice
-- open no conflict, so they agree here.
WITH contradiction AS (
    SELECT DISTINCT
        source_id,
        source_record_id,
        field
    FROM conflict
    WHERE
        resolved_at IS NULL
        -- The kinds that say the value shown is not the registered one; a twin or a variant name does not.
        AND kind IN (
            'stale', 'wrong', 'differs_history_unknown', 'unfiled_site', 'expired_filing',
            'listed_after_cancellation', 'permit_expired',
            'level_mismatch', 'category_mismatch', 'scope_mismatch', 'title_anomaly'
        )
),

compared AS (
    SELECT
        l.source_id,
        l.source_record_id,
        k.registration_id,
        unnest([
            {
                'field': 'institution',
                'listed_value': l.institution,
                'official_value': r.main_institution,
                'is_checkable': l.institution_id IS NOT NULL AND r.main_institution_id IS NOT NULL,
                'is_equal': true
            },
            {
                'field': 'name',
                'listed_value': l.name,
                'official_value': p.name,
                'is_checkable': l.name IS NOT NULL AND p.name IS NOT NULL,
                'is_equal': l.name = p.name
            },
            {
                'field': 'status',
                'listed_value': coalesce(l.status, 'listed'),
                'official_value': r.status,
                -- A listing that shows no status shows somebody who practises.
                -- no_longer_listed and left_filed say nothing certain about today, and who is suspended may be listed.
                'is_checkable': r.status IN ('active', 'pending', 'cancelled', 'revoked', 'rescinded', 'expired'),
                'is_equal': NOT (r.status IN ('active', 'pending') AND coalesce(l.status NOT IN ('active', 'pending'), false))
            },
            {
                'field': 'certificate_no',
                'listed_value': l.certificate_no,
                'official_value': r.certificate_no,
                -- A listing that was linked by its number agrees by construction.
                'is_checkable': k.rule <> 'certificate'
                    AND NOT contains(l.certificate_no, '*') AND NOT contains(r.certificate_no, '*'),
                'is_equal': l.certificate_no = r.certificate_no
            },
            {
                'field': 'level',
                'listed_value': l.level,
                'official_value': r.level,
                'is_checkable': l.level IS NOT NULL AND r.level IS NOT NULL,
                'is_equal': true
            },
            {
                'field': 'category',
                'listed_value': l.category,
                'official_value': r.category,
                'is_checkable': l.category IS NOT NULL AND r.category IS NOT NULL,
                'is_equal': true
            },
            {
                'field': 'department',
                'listed_value': l.department,
                'official_value': array_to_string(r.scope, '、'),
                -- Any scope may work in the other departments, so that nothing could contradict them.
                'is_checkable': d.department IS NOT NULL AND len(r.scope) > 0,
                'is_equal': true
            },
            {
                'field': 'title',
                'listed_value': l.title,
                'official_value': r.level,
                -- A physician may hold any title.
                'is_checkable': l.title IS NOT NULL AND r.level IN ('assistant', 'rural_gp'),
                'is_equal': true
            }
        ], recursive := true)
    FROM listing AS l
    INNER JOIN lower_source USING (source_id)
    INNER JOIN link AS k USING (source_id, source_record_id)
    INNER JOIN registration AS r ON r.registration_id = k.registration_id
    INNER JOIN practitioner AS p ON p.practitioner_id = r.practitioner_id
    LEFT JOIN scoped_department AS d ON d.department = l.department
    WHERE k.outcome = 'linked'
)

SELECT
    c.source_id,
    c.source_record_id,
    c.registration_id,
    c.field,
    c.listed_value,
    c.official_value,
    c.is_equal AND x.field IS NULL AS is_match
FROM compared AS c
LEFT JOIN contradiction AS x
    ON x.source_id = c.source_id AND x.source_record_id = c.source_record_id AND x.field = c.field
WHERE c.is_checkable
