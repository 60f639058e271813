-- One row per official record without a full number and numbered registration it fits (docs/authority.md, rule 3).
-- Reads: statement, numbered_record, official_site, judged_apart.
WITH unnumbered AS (
    SELECT
        s.source_id, s.source_record_id, s.province, s.name_key, s.registered_on, s.certificate_mask, i.institution_id,
        length(translate(s.certificate_mask, '*', '')) AS shown_count
    FROM statement AS s
    JOIN official_site AS i USING (source_id, source_record_id)
    WHERE s.is_official AND NOT s.is_act AND s.certificate_no IS NULL AND i.is_current AND i.role = 'main'
),

site AS (
    SELECT DISTINCT n.registration_key, i.institution_id
    FROM numbered_record AS n
    JOIN official_site AS i USING (source_id, source_record_id)
    WHERE i.is_current
),

named AS (
    SELECT
        registration_key,
        province,
        name_key,
        any_value(certificate_no) AS certificate_no
    FROM numbered_record
    GROUP BY registration_key, province, name_key
),

granted AS (
    SELECT DISTINCT registration_key, registered_on
    FROM numbered_record
    WHERE registered_on IS NOT NULL
),

-- It does not fit the registration of a record that a person told apart from it.
unfit AS (
    SELECT a.source_id, a.source_record_id, n.registration_key
    FROM judged_apart AS a
    JOIN numbered_record AS n ON n.source_id = a.other_source_id AND n.source_record_id = a.other_record_id
)

SELECT
    u.source_id,
    u.source_record_id,
    n.registration_key
FROM unnumbered AS u
JOIN named AS n ON n.province = u.province AND n.name_key = u.name_key
JOIN site AS i ON i.registration_key = n.registration_key AND i.institution_id = u.institution_id
ANTI JOIN unfit AS x
    ON x.source_id = u.source_id AND x.source_record_id = u.source_record_id AND x.registration_key = n.registration_key
LEFT JOIN granted AS g ON g.registration_key = n.registration_key AND g.registered_on = u.registered_on
WHERE CASE
    WHEN u.certificate_mask IS NULL THEN g.registered_on IS NOT NULL
    ELSE n.certificate_no LIKE replace(u.certificate_mask, '*', '_') AND (u.shown_count >= 4 OR g.registered_on IS NOT NULL)
END
