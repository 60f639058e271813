-- One row per linked listing whose institution is none the person is officially at today.
-- Reads: linked_listing, person_site, institution_relation, known_institution, institution_name, registration_record,
-- statement, spell, record, watched.
WITH history AS (
    SELECT k.registration_id, min(s.first_seen_at) AS began_at
    FROM registration_record AS k
    JOIN statement AS s USING (source_id, source_record_id)
    GROUP BY k.registration_id
),

-- Institutions related to one where the person is validly: within an alliance or on a campus nothing need be filed.
related AS (
    SELECT s.practitioner_id, r.other_institution_id AS institution_id, bool_or(r.relation IN ('alliance', 'campus')) AS is_free
    FROM person_site AS s
    JOIN (
        SELECT institution_id, other_institution_id, relation FROM institution_relation
        UNION ALL
        SELECT other_institution_id, institution_id, relation FROM institution_relation
    ) AS r USING (institution_id)
    WHERE s.is_valid
    GROUP BY s.practitioner_id, r.other_institution_id
),

differing AS (
    SELECT
        l.*,
        a.practitioner_id IS NOT NULL AS is_related,
        s.practitioner_id IS NOT NULL AS was_official,
        coalesce(s.is_filed, false) AS is_filed,
        k.province
    FROM linked_listing AS l
    JOIN known_institution AS k USING (institution_id)
    LEFT JOIN person_site AS s ON s.practitioner_id = l.practitioner_id AND s.institution_id = l.institution_id
    LEFT JOIN related AS a ON a.practitioner_id = l.practitioner_id AND a.institution_id = l.institution_id
    WHERE NOT coalesce(s.is_valid, false) AND NOT coalesce(a.is_free, false) AND l.official_institution IS NOT NULL
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
        WHEN d.is_related THEN 'affiliated_site'
        -- Shown since before our history: it may be a workplace of an earlier time.
        WHEN NOT coalesce(n.first_seen_at > w.began_at AND n.first_seen_at >= h.began_at, false) THEN 'differs_history_unknown'
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
LEFT JOIN watched AS w USING (source_id)
JOIN history AS h USING (registration_id)
