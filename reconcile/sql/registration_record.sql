-- One row per official record (acts aside): the registration and the person it is about, and how that is known.
-- Reads: person_record, judged_person.
WITH tied AS (
    SELECT person_key, senior_key FROM judged_person WHERE NOT is_contradicted
)

SELECT
    k.source_id,
    k.source_record_id,
    k.province,
    k.rule,
    k.certificate_no,
    -- Not: another person's name stands under the number.
    coalesce(t.senior_key, k.person_key) = coalesce(m.senior_key, k.main_person_key) AS is_main_person,
    opaque_id($secret, 'registration', k.registration_key) AS registration_id,
    opaque_id($secret, 'practitioner', coalesce(t.senior_key, k.person_key)) AS practitioner_id
FROM person_record AS k
LEFT JOIN tied AS t ON t.person_key = k.person_key
LEFT JOIN tied AS m ON m.person_key = k.main_person_key
