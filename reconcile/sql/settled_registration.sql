-- One row per registration: its golden values, what its status is on the as-of day, and the day it was last asserted.
-- Reads: golden_value, adverse_act, institution.
WITH several AS (
    -- Most registrations have one official record.
    SELECT registration_id FROM golden_value GROUP BY registration_id HAVING count(*) > 1
),

golden AS (
    SELECT * EXCLUDE (source_id, source_record_id, name, gender), [source_id] AS sources
    FROM golden_value
    ANTI JOIN several USING (registration_id)

    UNION ALL BY NAME

    SELECT
        registration_id,
        any_value(practitioner_id) AS practitioner_id,
        -- One number, or the mask of a provisional registration's one record.
        any_value(certificate_no) AS certificate_no,
        any_value(province) AS province,
        list(DISTINCT source_id) AS sources,
        max(asserted_on) AS asserted_on,
        any_value(instrument) AS instrument,
        any_value(level) AS level,
        any_value(category) AS category,
        any_value(scope) AS scope,
        any_value(main_institution_id) AS main_institution_id,
        any_value(status) AS status,
        max(status_since) AS status_since,
        any_value(valid_from) AS valid_from,
        any_value(valid_to) AS valid_to,
        any_value(assessment) AS assessment,
        max(assessed_on) AS assessed_on
    FROM golden_value
    SEMI JOIN several USING (registration_id)
    GROUP BY registration_id
),

holding AS (
    SELECT
        registration_id,
        -- An end before a suspension. Among them the latest stated day: a register that shows an end undated repeats
        -- what was announced, however late we saw it there.
        arg_max(
            {'status': status, 'since': stated_on},
            (
                status <> 'suspended',
                stated_on IS NOT NULL,
                coalesce(effective_on, DATE '0001-01-01'),
                list_position(['suspended', 'cancelled', 'rescinded', 'revoked'], status)
            )
        ) AS act,
        list(DISTINCT source_id) FILTER (is_act) AS sources
    FROM adverse_act
    WHERE is_holding
    GROUP BY registration_id
)

SELECT
    g.registration_id,
    g.practitioner_id,
    g.instrument,
    g.certificate_no,
    g.level,
    g.category,
    g.scope,
    g.province,
    g.main_institution_id,
    i.name AS main_institution,
    CASE
        WHEN h.registration_id IS NOT NULL THEN h.act.status
        WHEN is_permit(g.instrument) AND g.valid_to < $today THEN 'expired'
        ELSE g.status
    END AS status,
    CASE
        WHEN h.registration_id IS NOT NULL THEN h.act.since
        WHEN is_permit(g.instrument) AND g.valid_to < $today THEN g.valid_to
        ELSE g.status_since
    END AS status_since,
    g.valid_from,
    g.valid_to,
    g.assessment,
    g.assessed_on,
    list_sort(list_distinct(list_concat(g.sources, coalesce(h.sources, [])))) AS official_sources,
    g.asserted_on
FROM golden AS g
LEFT JOIN holding AS h USING (registration_id)
LEFT JOIN institution AS i ON i.institution_id = g.main_institution_id
