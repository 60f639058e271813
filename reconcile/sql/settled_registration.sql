-- One row per registration: its golden values, what its status is on the as-of day, and the day it was last asserted.
-- Reads: registration_record, settled_claim, adverse_act, statement, institution.
WITH golden AS (
    SELECT
        entity_id AS registration_id,
        any_value(value) FILTER (field = 'instrument') AS instrument,
        any_value(value) FILTER (field = 'level') AS level,
        any_value(value) FILTER (field = 'category') AS category,
        string_split(any_value(value) FILTER (field = 'scope'), '|') AS scope,
        any_value(value) FILTER (field = 'main_institution') AS main_institution_id,
        any_value(value) FILTER (field = 'status') AS status,
        max(effective_on) FILTER (field = 'status') AS status_since,
        any_value(value) FILTER (field = 'valid_from')::DATE AS valid_from,
        any_value(value) FILTER (field = 'valid_to')::DATE AS valid_to,
        any_value(value) FILTER (field = 'assessment') AS assessment,
        max(effective_on) FILTER (field = 'assessment') AS assessed_on
    FROM settled_claim
    WHERE is_golden AND entity_kind = 'registration'
    GROUP BY entity_id
),

record_group AS (
    SELECT
        k.registration_id,
        any_value(k.practitioner_id) AS practitioner_id,
        -- One number, or the mask of a provisional registration's one record.
        any_value(k.certificate_no) AS certificate_no,
        any_value(k.province) AS province,
        list(DISTINCT k.source_id) AS sources,
        max(s.asserted_on) AS asserted_on
    FROM registration_record AS k
    JOIN statement AS s USING (source_id, source_record_id)
    WHERE speaks(k.rule, s.is_listed)
    GROUP BY k.registration_id
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
    r.registration_id,
    r.practitioner_id,
    g.instrument,
    r.certificate_no,
    g.level,
    g.category,
    g.scope,
    r.province,
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
    list_sort(list_distinct(list_concat(r.sources, coalesce(h.sources, [])))) AS official_sources,
    r.asserted_on
FROM record_group AS r
LEFT JOIN golden AS g USING (registration_id)
LEFT JOIN holding AS h USING (registration_id)
LEFT JOIN institution AS i ON i.institution_id = g.main_institution_id
