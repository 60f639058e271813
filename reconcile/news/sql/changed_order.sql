-- One row per registration or person whose official records' days stand in another order now that some have moved, or of
-- whom one speaks again that had grown too old; and per institution, of which there are few, with a moved claim beside
-- another (practitioner_id is NULL).
-- Reads: official_record and institution_said (as reconciled), changed_day, source, reconciled.
WITH day AS (
    SELECT
        o.registration_id,
        o.practitioner_id,
        o.source_id,
        o.source_record_id,
        coalesce(o.asserted_on, DATE '0001-01-01') AS was_on,
        CASE WHEN o.asserted_on = d.was_asserted_on THEN d.asserted_on ELSE was_on END AS is_on,
        o.gone_on
    FROM main.official_record AS o
    LEFT JOIN changed_day AS d USING (source_id, source_record_id)
),

turned AS (
    SELECT a.registration_id, a.practitioner_id
    FROM day AS a
    JOIN day AS b USING (practitioner_id)
    WHERE
        a.was_on <> a.is_on
        AND (
            sign(a.was_on - b.was_on) <> sign(a.is_on - b.is_on)
            OR sign(a.was_on - b.gone_on) <> sign(a.is_on - b.gone_on)
        )

    UNION ALL

    SELECT d.registration_id, d.practitioner_id
    FROM day AS d
    JOIN main.source AS s USING (source_id)
    CROSS JOIN main.reconciled AS r
    WHERE d.was_on <> d.is_on AND r.day - d.was_on >= s.age_limit_days
)

SELECT DISTINCT unnest([registration_id, practitioner_id]) AS entity_id, practitioner_id
FROM turned

UNION ALL

SELECT DISTINCT entity_id, NULL
FROM main.institution_said
SEMI JOIN changed_day USING (source_id, source_record_id)
WHERE claim_count > 1
