-- One row per linked listing whose institution is none the person is officially at today.
-- Reads: linked_listing, person_site, known_institution, institution_name, registration_record, statement, spell, record,
-- run.
WITH history AS (
    SELECT k.registration_id, min(s.first_seen_at) AS began_at
    FROM registration_record AS k
    JOIN statement AS s USING (source_id, source_record_id)
    GROUP BY k.registration_id
),

watched AS (
    SELECT source_id, min(started_at) AS began_at
    FROM run
    WHERE outcome IN ('complete', 'partial')
    GROUP BY source_id
),

differing AS (
    SELECT
        l.*,
        s.practitioner_id IS NOT NULL AS was_official,
        coalesce(s.is_filed, false) AS is_filed,
        k.province
    FROM linked_listing AS l
    JOIN known_institution AS k USING (institution_id)
    LEFT JOIN person_site AS s ON s.practitioner_id = l.practitioner_id AND s.institution_id = l.institution_id
    WHERE NOT coalesce(s.is_valid, false) AND l.official_institution IS NOT NULL
),

-- Since when the source shows this institution, by any of its names; what it showed when we first read it may be older
-- than that.
shown_since AS (
    SELECT d.source_id, d.source_record_id, min(s.first_seen_at) AS first_seen_at
    FROM differing AS d
    JOIN institution_name AS i ON i.institution_id = d.institution_id
    JOIN record AS r
        ON r.source_id = d.source_id AND r.source_record_id = d.source_record_id AND r.institution_key = i.institution_key
    JOIN spell AS s
        ON s.source_id = r.source_id AND s.source_record_id = r.source_record_id AND s.content_digest = r.content_digest
    GROUP BY d.source_id, d.source_record_id
)

SELECT
    CASE
        WHEN d.is_filed THEN 'expired_filing'
        WHEN d.was_official THEN 'stale'
        -- Shown since before our history: it may be a workplace of an earlier time.
        WHEN NOT (n.first_seen_at > w.began_at AND n.first_seen_at >= h.began_at) THEN 'differs_history_unknown'
        WHEN d.province = d.official_province THEN 'unfiled_site'
        WHEN d.province <> d.official_province THEN 'wrong'
        -- Either place is unknown, so that nothing is known to be elsewhere.
        ELSE 'differs_history_unknown'
    END AS kind,
    d.registration_id,
    d.practitioner_id,
    d.source_id,
    d.source_record_id,
    NULL::VARCHAR AS other_source_id,
    NULL::VARCHAR AS other_record_id,
    'institution' AS field,
    d.official_institution AS official_value,
    d.institution AS listed_value
FROM differing AS d
JOIN shown_since AS n USING (source_id, source_record_id)
JOIN watched AS w USING (source_id)
JOIN history AS h USING (registration_id)
