-- One row per listing, and per registration, that shows somebody at work where the institution's licence has ended.
-- Key: record, or registration.
-- Reads: held_licence, statement, lower_record, meaning, link, registration, settled_claim.
WITH listed AS (
    -- Whomever it means: that the house is closed needs no link.
    SELECT
        k.registration_id,
        k.practitioner_id,
        s.source_id,
        s.source_record_id,
        m.institution_id,
        s.institution,
        day_of(s.last_seen_at) AS shown_on
    FROM lower_record AS r
    JOIN statement AS s USING (source_id, source_record_id)
    JOIN meaning AS m ON m.shown_no = r.shown_no AND m.meaning_count = 1
    LEFT JOIN link AS k ON k.source_id = r.source_id AND k.source_record_id = r.source_record_id AND k.outcome = 'linked'
    -- An entry that says itself that the person has left is right.
    WHERE coalesce(s.status IN ('active', 'pending'), true)
),

-- The registers of physicians and of institutions differ: the first record that names the main institution.
registered AS (
    SELECT
        g.registration_id,
        any_value(g.practitioner_id) AS practitioner_id,
        min({'source_id': c.source_id, 'source_record_id': c.source_record_id}) AS record,
        any_value(g.main_institution_id) AS institution_id,
        any_value(g.main_institution) AS institution
    FROM registration AS g
    JOIN settled_claim AS c ON c.entity_id = g.registration_id AND c.field = 'main_institution' AND c.is_golden
    WHERE coalesce(g.status IN ('active', 'pending'), true)
    GROUP BY g.registration_id
),

shown AS (
    SELECT * FROM listed

    UNION ALL BY NAME

    SELECT * EXCLUDE (record), record.source_id, record.source_record_id, $today AS shown_on FROM registered
)

SELECT
    'institution_closed' AS kind,
    s.registration_id,
    s.practitioner_id,
    s.source_id,
    s.source_record_id,
    l.source_id AS other_source_id,
    l.source_record_id AS other_record_id,
    'licence' AS field,
    l.ended_as AS official_value,
    s.institution AS listed_value
FROM shown AS s
JOIN held_licence AS l USING (institution_id)
WHERE l.ended_as IS NOT NULL AND coalesce(s.shown_on > l.last_day, true)
