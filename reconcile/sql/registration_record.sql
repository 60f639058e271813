-- One row per official record (acts aside): the registration and the person it is about, and how that is known.
-- Reads: statement, numbered_record, fitting_record.
WITH only_fit AS (
    -- It fits one registration, and no other record of its source fits that one.
    SELECT source_id, source_record_id, registration_key
    FROM fitting_record
    QUALIFY
        count(*) OVER (PARTITION BY source_id, source_record_id) = 1
        AND count(*) OVER (PARTITION BY source_id, registration_key) = 1
),

anchor AS (
    SELECT registration_key, any_value(person_key) AS person_key, any_value(certificate_no) AS certificate_no
    FROM numbered_record
    GROUP BY registration_key
),

known AS (
    SELECT source_id, source_record_id, 'number' AS rule, person_key, registration_key, certificate_no
    FROM numbered_record

    UNION ALL

    SELECT f.source_id, f.source_record_id, 'fits_number', a.person_key, a.registration_key, a.certificate_no
    FROM only_fit AS f
    JOIN anchor AS a USING (registration_key)
),

keyed AS (
    SELECT
        s.source_id,
        s.source_record_id,
        s.province,
        coalesce(k.rule, 'provisional') AS rule,
        coalesce(k.certificate_no, s.certificate_mask) AS certificate_no,
        coalesce(k.person_key, s.source_id || '|' || s.source_record_id) AS person_key,
        coalesce(k.person_key = k.certificate_no, true) AS is_main_person,
        coalesce(k.registration_key, s.source_id || '|' || s.source_record_id) AS registration_key
    FROM statement AS s
    LEFT JOIN known AS k USING (source_id, source_record_id)
    WHERE s.is_official AND NOT s.is_act
)

SELECT
    source_id,
    source_record_id,
    province,
    rule,
    certificate_no,
    -- Not: another person's name stands under the number.
    is_main_person,
    opaque_id($secret, 'registration', registration_key) AS registration_id,
    opaque_id($secret, 'practitioner', person_key) AS practitioner_id
FROM keyed
