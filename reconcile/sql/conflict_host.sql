-- One row per registration whose main institution's licence has ended: the registers of physicians and of institutions
-- differ. The record is the first that names the institution. Key: registration.
-- Reads: held_licence, registration, golden_value.
WITH closed AS (
    SELECT * FROM held_licence WHERE ended_as IS NOT NULL AND coalesce($today > last_day, true)
),

registered AS (
    SELECT
        registration_id,
        any_value(g.practitioner_id) AS practitioner_id,
        min({'source_id': v.source_id, 'source_record_id': v.source_record_id}) AS record,
        any_value(g.main_institution_id) AS institution_id,
        any_value(g.main_institution) AS institution
    FROM registration AS g
    JOIN golden_value AS v USING (registration_id)
    SEMI JOIN closed AS l ON l.institution_id = g.main_institution_id
    WHERE v.main_institution_id IS NOT NULL AND shows_practising(g.status)
    GROUP BY registration_id
)

SELECT
    'institution_closed' AS kind,
    r.registration_id,
    r.practitioner_id,
    r.record.source_id AS source_id,
    r.record.source_record_id AS source_record_id,
    l.source_id AS other_source_id,
    l.source_record_id AS other_record_id,
    'licence' AS field,
    l.ended_as AS official_value,
    r.institution AS listed_value
FROM registered AS r
JOIN closed AS l USING (institution_id)
