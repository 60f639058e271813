-- One row per record that is at odds with the register as a whole: not found, or with an odd number.
-- Reads: link, lower_record, statement, coverage, candidate, practitioner, registration_record.
-- Only where nearly everybody is officially known to us does missing somebody say anything.
WITH not_found AS (
    SELECT
        'not_in_official' AS kind,
        l.source_id,
        l.source_record_id,
        'name' AS field,
        s.name AS listed_value
    FROM link AS l
    JOIN lower_record AS r USING (source_id, source_record_id)
    JOIN statement AS s USING (source_id, source_record_id)
    LEFT JOIN coverage AS i ON i.shown_no = r.shown_no AND i.province = coalesce(r.province, '')
    LEFT JOIN coverage AS p ON p.shown_no IS NULL AND p.province = r.province
    WHERE l.outcome = 'unlinked' AND l.candidate_count = 0 AND r.name_state = 'plain' AND coalesce(i.share, p.share) >= 0.9
),

-- The number is known, and stands for somebody of an incompatible name: it links nothing. If name and workplace lead to its
-- holder all the same, the name was misspelt.
holder AS (
    SELECT
        k.certificate_no,
        min(k.registration_id) AS registration_id,
        min(k.practitioner_id) AS practitioner_id
    FROM registration_record AS k
    WHERE k.rule = 'number' AND k.is_main_person
    GROUP BY k.certificate_no
),

collision AS (
    SELECT
        'certificate_collision' AS kind,
        h.registration_id,
        h.practitioner_id,
        r.source_id,
        r.source_record_id,
        'certificate_no' AS field,
        p.name AS official_value,
        s.name AS listed_value
    FROM lower_record AS r
    JOIN holder AS h USING (certificate_no)
    JOIN practitioner AS p USING (practitioner_id)
    JOIN statement AS s USING (source_id, source_record_id)
    ANTI JOIN (SELECT record_no FROM candidate WHERE is_same_number) AS c USING (record_no)
    ANTI JOIN link AS l
        ON l.source_id = r.source_id AND l.source_record_id = r.source_record_id AND l.practitioner_id = h.practitioner_id
    WHERE r.name_key IS NOT NULL
),

malformed AS (
    SELECT
        'certificate_malformed' AS kind,
        l.registration_id,
        l.practitioner_id,
        l.source_id,
        l.source_record_id,
        'certificate_no' AS field,
        r.certificate_no AS listed_value
    FROM lower_record AS r
    JOIN link AS l USING (source_id, source_record_id)
    WHERE NOT regexp_full_match(
        r.certificate_no,
        '[12](10|20|30|4[1-8])(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5])\d{4}[0-9A-Z]{6}'
    )
)

SELECT * FROM not_found
UNION ALL BY NAME SELECT * FROM collision
UNION ALL BY NAME SELECT * FROM malformed
