-- One row per registration, or site of one, at odds with the rules of registration as officials themselves state it.
-- Key: practitioner.
-- Reads: registration, golden_value, settled_claim, official_record, source, granted, official_site, statement,
-- registration_record, known_institution.
WITH live AS (
    SELECT
        g.*,
        t.registered_on,
        is_permit(g.instrument) AS is_permit,
        coalesce(g.level IN ('assistant', 'rural_gp'), false) AS is_assistant
    FROM registration AS g
    JOIN granted AS t USING (registration_id)
    WHERE shows_practising(g.status)
),

-- Where a registration is besides its golden institution: claims that were withheld, and older ones of their rank that are
-- still listed by a source that still speaks for today.
standing AS (
    SELECT c.entity_id AS registration_id, c.value AS institution_id, c.source_id, c.source_record_id, c.why_not = 'older' AS is_older
    FROM settled_claim AS c
    JOIN official_record AS r USING (source_id, source_record_id)
    JOIN source AS s USING (source_id)
    WHERE
        c.field = 'main_institution'
        AND r.is_listed
        AND (c.why_not = 'withheld' OR (c.why_not = 'older' AND $today - c.asserted_on <= s.age_limit_days))
),

-- A second province is to have the same category and scope; the registration granted last is held against the others.
latest AS (
    SELECT
        practitioner_id,
        arg_max(registration_id, (coalesce(registered_on, DATE '0001-01-01'), registration_id)) AS registration_id
    FROM live
    WHERE NOT coalesce(is_permit, false) AND province IS NOT NULL
    GROUP BY practitioner_id
    HAVING count(DISTINCT province) > 1
),

-- Who says first what is golden, of those registrations that may be at odds.
winner AS (
    SELECT
        registration_id,
        min({'source_id': source_id, 'source_record_id': source_record_id}) FILTER (category IS NOT NULL) AS category,
        min({'source_id': source_id, 'source_record_id': source_record_id}) FILTER (scope IS NOT NULL) AS scope,
        min({'source_id': source_id, 'source_record_id': source_record_id}) FILTER (main_institution_id IS NOT NULL) AS main_institution,
        min({'source_id': source_id, 'source_record_id': source_record_id}) FILTER (valid_to IS NOT NULL) AS valid_to
    FROM golden_value
    SEMI JOIN (
        SELECT registration_id FROM standing
        UNION ALL SELECT registration_id FROM live SEMI JOIN latest USING (practitioner_id)
        UNION ALL SELECT registration_id FROM live WHERE is_permit
    ) USING (registration_id)
    GROUP BY registration_id
),

two_mains AS (
    SELECT
        'two_main_institutions' AS kind, g.registration_id, g.practitioner_id, {'source_id': s.source_id, 'source_record_id': s.source_record_id} AS record,
        w.main_institution AS other, 'main_institution' AS field, g.main_institution AS official_value, i.name AS listed_value
    FROM standing AS s
    JOIN live AS g USING (registration_id)
    JOIN winner AS w USING (registration_id)
    JOIN known_institution AS i ON i.institution_id = s.institution_id
    WHERE s.is_older AND s.institution_id <> g.main_institution_id AND NOT coalesce(g.is_permit, false)
),

provinces_differ AS (
    SELECT 'registrations_differ' AS kind, registration_id, practitioner_id, said.*
    FROM (
        SELECT
            g.registration_id,
            g.practitioner_id,
            unnest([
                {'field': 'category', 'record': a.category, 'other': b.category, 'official_value': l.category, 'listed_value': g.category},
                {
                    'field': 'scope', 'record': a.scope, 'other': b.scope,
                    'official_value': array_to_string(l.scope, '|'), 'listed_value': array_to_string(g.scope, '|')
                }
            ]) AS said
        FROM latest AS n
        JOIN live AS l USING (registration_id)
        JOIN live AS g ON g.practitioner_id = n.practitioner_id AND g.registration_id <> n.registration_id
        JOIN winner AS a ON a.registration_id = g.registration_id
        JOIN winner AS b ON b.registration_id = n.registration_id
        WHERE NOT coalesce(g.is_permit, false) AND g.province IS NOT NULL
    )
    WHERE said.official_value <> said.listed_value
),

too_long AS (
    SELECT
        'permit_too_long' AS kind, g.registration_id, g.practitioner_id, w.valid_to AS record,
        'valid_to' AS field, g.last_day::VARCHAR AS official_value, g.valid_to::VARCHAR AS listed_value
    FROM (
        SELECT
            *,
            (valid_from + CASE instrument WHEN 'foreign_permit' THEN INTERVAL 1 YEAR ELSE INTERVAL 3 YEAR END)::DATE AS last_day
        FROM live
        WHERE is_permit
    ) AS g
    JOIN winner AS w USING (registration_id)
    WHERE g.valid_to > g.last_day
),

-- Where an assistant is, as main or in a filing that has not ended.
assistant_site AS (
    SELECT
        g.practitioner_id, g.registration_id, v.main_institution_id AS institution_id, v.source_id, v.source_record_id,
        false AS is_further
    FROM live AS g
    JOIN golden_value AS v USING (registration_id)
    WHERE g.is_assistant AND v.main_institution_id IS NOT NULL

    UNION ALL

    SELECT g.practitioner_id, g.registration_id, s.institution_id, s.source_id, s.source_record_id, true
    FROM live AS g
    JOIN standing AS s USING (registration_id)
    WHERE g.is_assistant

    UNION ALL

    SELECT g.practitioner_id, g.registration_id, i.institution_id, i.source_id, i.source_record_id, true
    FROM live AS g
    JOIN registration_record AS k USING (registration_id)
    JOIN statement AS s USING (source_id, source_record_id)
    JOIN official_site AS i USING (source_id, source_record_id)
    WHERE g.is_assistant AND s.is_listed AND i.is_current AND i.role = 'filed' AND coalesce(i.valid_to >= $today, true)
),

-- Each further institution of the assistant against the first: the golden main one, if there is one.
assistant_place AS (
    SELECT
        a.practitioner_id, a.registration_id, a.institution_id,
        -- A county; the code of a city or province ends in 00 and names none.
        CASE WHEN i.division NOT LIKE '%00' THEN i.division END AS county,
        i.name,
        min({'source_id': a.source_id, 'source_record_id': a.source_record_id}) AS record,
        min(a.is_further) AS is_further
    FROM assistant_site AS a
    JOIN known_institution AS i USING (institution_id)
    GROUP BY a.practitioner_id, a.registration_id, a.institution_id, i.division, i.name
),

assistant_first AS (
    SELECT * FROM assistant_place
    QUALIFY row_number() OVER (PARTITION BY practitioner_id ORDER BY is_further, registration_id, institution_id) = 1
),

assistant AS (
    SELECT
        CASE WHEN a.county <> f.county THEN 'assistant_two_places' ELSE 'assistant_several_sites' END AS kind,
        a.registration_id, a.practitioner_id, a.record, f.record AS other,
        'institution' AS field, f.name AS official_value, string_agg(a.name, '|' ORDER BY a.name) AS listed_value
    FROM assistant_place AS a
    JOIN assistant_first AS f USING (practitioner_id)
    WHERE a.institution_id <> f.institution_id
    GROUP BY ALL
),

found AS (
    SELECT * FROM two_mains
    UNION ALL BY NAME SELECT * FROM provinces_differ
    UNION ALL BY NAME SELECT * FROM too_long
    UNION ALL BY NAME SELECT * FROM assistant
)

SELECT
    kind,
    registration_id,
    practitioner_id,
    record.source_id AS source_id,
    record.source_record_id AS source_record_id,
    other.source_id AS other_source_id,
    other.source_record_id AS other_record_id,
    field,
    official_value,
    listed_value
FROM found
