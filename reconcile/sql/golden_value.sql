-- One row per record of an official source: those of its values that are golden, NULL the others. Of an assessment and a
-- status their days, too. Key: record.
-- Reads: official_record, registration_record, fallen_claim.
WITH fallen AS (
    SELECT
        source_id,
        source_record_id,
        bool_or(field = 'instrument') AS instrument,
        bool_or(field = 'level') AS level,
        bool_or(field = 'category') AS category,
        bool_or(field = 'scope') AS scope,
        bool_or(field = 'main_institution') AS main_institution,
        bool_or(field = 'status') AS status,
        bool_or(field = 'valid_from') AS valid_from,
        bool_or(field = 'valid_to') AS valid_to,
        bool_or(field = 'assessment') AS assessment,
        bool_or(field = 'name') AS name,
        bool_or(field = 'gender') AS gender
    FROM fallen_claim
    GROUP BY source_id, source_record_id
)

SELECT
    o.registration_id,
    o.practitioner_id,
    o.source_id,
    o.source_record_id,
    k.certificate_no,
    k.province,
    o.asserted_on,
    CASE WHEN f.instrument IS NOT TRUE THEN o.instrument END AS instrument,
    CASE WHEN f.level IS NOT TRUE THEN o.level END AS level,
    CASE WHEN f.category IS NOT TRUE THEN o.category END AS category,
    CASE WHEN f.scope IS NOT TRUE AND len(o.scope) > 0 THEN o.scope END AS scope,
    CASE WHEN f.main_institution IS NOT TRUE THEN o.main_institution_id END AS main_institution_id,
    CASE WHEN f.status IS NOT TRUE THEN o.status END AS status,
    -- Gone is said of the day the list no longer had the record.
    CASE WHEN f.status IS NOT TRUE AND o.status IS NOT NULL THEN if(o.is_listed, o.effective_on, o.gone_on) END AS status_since,
    CASE WHEN f.valid_from IS NOT TRUE THEN o.valid_from END AS valid_from,
    CASE WHEN f.valid_to IS NOT TRUE THEN o.valid_to END AS valid_to,
    CASE WHEN f.assessment IS NOT TRUE THEN o.assessment END AS assessment,
    CASE WHEN f.assessment IS NOT TRUE AND o.assessment IS NOT NULL THEN o.assessed_on END AS assessed_on,
    CASE WHEN f.name IS NOT TRUE THEN o.name END AS name,
    CASE WHEN f.gender IS NOT TRUE THEN o.gender END AS gender
FROM official_record AS o
JOIN registration_record AS k USING (source_id, source_record_id)
LEFT JOIN fallen AS f USING (source_id, source_record_id)
