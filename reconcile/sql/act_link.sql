-- One row per act currently listed: the registration its number and name mean.
-- Reads: statement, registration_record, former_name, source.
WITH meant AS (
    SELECT DISTINCT a.source_id, a.source_record_id, k.registration_id, k.practitioner_id
    FROM statement AS a
    JOIN source AS o USING (source_id)
    LEFT JOIN former_name AS f USING (former_names)
    JOIN registration_record AS k ON k.certificate_no = a.certificate_no AND is_named_by_number(k.rule)
    JOIN statement AS s ON s.source_id = k.source_id AND s.source_record_id = k.source_record_id
    LEFT JOIN former_name AS g ON g.former_names = s.former_names
    WHERE
        a.is_official
        AND a.is_act
        AND names_agree(a.name_key, a.name_sound, f.former_keys, s.name_key, s.name_sound, g.former_keys)
        AND (len(o.provinces) = 0 OR coalesce(list_contains(o.provinces, k.province), false))
),

counted AS (
    SELECT
        source_id,
        source_record_id,
        count(DISTINCT practitioner_id) AS person_count,
        count(*) AS registration_count,
        min(practitioner_id) AS practitioner_id,
        min(registration_id) AS registration_id
    FROM meant
    GROUP BY source_id, source_record_id
)

SELECT
    a.source_id,
    a.source_record_id,
    CASE WHEN c.person_count = 1 THEN c.practitioner_id END AS practitioner_id,
    CASE WHEN c.registration_count = 1 THEN c.registration_id END AS registration_id,
    CASE
        WHEN a.name_state = 'masked' THEN 'masked'
        WHEN c.person_count = 1 THEN 'linked'
        WHEN c.person_count > 1 THEN 'ambiguous'
        ELSE 'unlinked'
    END AS outcome,
    CASE WHEN c.person_count = 1 THEN 1.0 END AS probability,
    CASE WHEN c.person_count IS NULL THEN 'no_candidate' ELSE 'number' END AS rule,
    coalesce(c.person_count, 0) AS candidate_count
FROM statement AS a
LEFT JOIN counted AS c USING (source_id, source_record_id)
WHERE a.is_listed AND a.is_official AND a.is_act
