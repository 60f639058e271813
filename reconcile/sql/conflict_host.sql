-- One row per registration whose main institution's licence has ended: the registers of physicians and of institutions
-- differ. The record is the first that names the institution. Key: registration.
-- Reads: held_licence, registration, settled_claim.
WITH registered AS (
    SELECT
        g.registration_id,
        any_value(g.practitioner_id) AS practitioner_id,
        min({'source_id': c.source_id, 'source_record_id': c.source_record_id}) AS record,
        any_value(g.main_institution_id) AS institution_id,
        any_value(g.main_institution) AS institution
    FROM registration AS g
    JOIN settled_claim AS c ON c.entity_id = g.registration_id AND c.field = 'main_institution' AND c.is_golden
    WHERE shows_practising(g.status)
    GROUP BY g.registration_id
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
JOIN held_licence AS l USING (institution_id)
WHERE l.ended_as IS NOT NULL AND coalesce($today > l.last_day, true)
