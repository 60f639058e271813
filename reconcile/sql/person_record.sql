-- One row per official record (acts aside): the keys of its registration and person, by rules 1 to 3 of
-- docs/authority.md, and how they are known.
-- Reads: statement, numbered_record, fitting_record.
WITH only_fit AS (
    -- It fits one registration, and no other record of its source fits that one (as to former ones: by that workplace).
    SELECT source_id, source_record_id, registration_key, person_key, certificate_no, former_institution_id
    FROM fitting_record
    QUALIFY
        count(*) OVER (PARTITION BY source_id, source_record_id) = 1
        AND count(*) OVER (PARTITION BY source_id, registration_key, former_institution_id) = 1
),

known AS (
    SELECT source_id, source_record_id, 'number' AS rule, person_key, registration_key, certificate_no
    FROM numbered_record

    UNION ALL

    SELECT
        source_id, source_record_id, CASE WHEN former_institution_id IS NULL THEN 'fits_number' ELSE 'fits_former' END,
        person_key, registration_key, certificate_no
    FROM only_fit
)

SELECT
    s.source_id,
    s.source_record_id,
    s.province,
    coalesce(k.rule, 'provisional') AS rule,
    coalesce(k.certificate_no, s.certificate_mask) AS certificate_no,
    -- Whose the number is; a provisional record has none.
    coalesce(k.certificate_no, s.source_id || '|' || s.source_record_id) AS main_person_key,
    coalesce(k.person_key, s.source_id || '|' || s.source_record_id) AS person_key,
    coalesce(k.registration_key, s.source_id || '|' || s.source_record_id) AS registration_key
FROM statement AS s
LEFT JOIN known AS k USING (source_id, source_record_id)
WHERE s.is_official AND NOT s.is_act
