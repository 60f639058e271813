-- One row per registration, under a small number, and spell of days on which the same was officially so; to_day NULL: on
-- the release's day.
-- Reads: anchor, registration, registration_history, indexed_institution.
WITH said AS (
    SELECT
        registration_id, instrument, level, category, scope, province, main_institution_id, status, status_since,
        stated_from AS valid_from, stated_to AS valid_to, assessment, assessed_on, withheld, valid_from AS from_day, valid_to AS to_day
    FROM registration_history
)

SELECT
    a.anchor_no AS registration_no,
    a.person_no,
    s.registration_id,
    s.instrument,
    r.certificate_no,
    s.level,
    s.category,
    array_to_string(s.scope, '|') AS scope,
    s.province,
    i.institution_no,
    s.status,
    is_live(s.status) AS is_live,
    s.status_since::VARCHAR AS status_since,
    s.valid_from::VARCHAR AS valid_from,
    s.valid_to::VARCHAR AS valid_to,
    s.assessment,
    s.assessed_on::VARCHAR AS assessed_on,
    nullif(array_to_string(s.withheld, '|'), '') AS withheld,
    s.from_day::VARCHAR AS from_day,
    s.to_day::VARCHAR AS to_day
FROM said AS s
JOIN registration AS r USING (registration_id)
JOIN anchor AS a USING (registration_id)
LEFT JOIN indexed_institution AS i ON i.institution_id = s.main_institution_id
ORDER BY registration_no, from_day
