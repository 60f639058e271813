-- One row per official record without a full number and numbered registration it fits (docs/authority.md, rule 3):
-- by what the registration's records say now, or, for a record that is gone, by what was said under the number before.
-- Reads: statement, numbered_record, official_site, official_content, judged_apart.
WITH unnumbered AS (
    SELECT
        s.source_id, s.source_record_id, s.province, s.name_key, s.registered_on, s.certificate_mask, s.is_listed, i.institution_id,
        length(translate(s.certificate_mask, '*', '')) AS shown_count
    FROM statement AS s
    JOIN official_site AS i USING (source_id, source_record_id)
    WHERE s.is_official AND NOT s.is_act AND s.certificate_no IS NULL AND i.is_current AND i.role = 'main'
),

named AS (
    SELECT DISTINCT u.*, n.registration_key, n.person_key, n.certificate_no
    FROM unnumbered AS u
    JOIN numbered_record AS n USING (province, name_key)
),

-- What some record of the registration says: the institution, and perhaps the very day it was granted.
fitting AS (
    SELECT
        u.*,
        coalesce(bool_or(i.institution_id = u.institution_id), false) AS is_there,
        coalesce(bool_or(n.registered_on = u.registered_on), false) AS is_of_that_day
    FROM named AS u
    JOIN numbered_record AS n USING (registration_key)
    LEFT JOIN official_site AS i
        ON i.source_id = n.source_id AND i.source_record_id = n.source_record_id AND i.is_current
    GROUP BY ALL
),

-- Somebody who has moved: a content of the number, under this name, named the institution that the gone record names.
moved AS (
    SELECT DISTINCT u.source_id, u.source_record_id, u.registration_key
    FROM named AS u
    JOIN official_content AS c USING (certificate_no, province, name_key)
    JOIN official_site AS i
        ON i.source_id = c.source_id AND i.source_record_id = c.source_record_id AND i.content_digest = c.content_digest
        AND i.institution_id = u.institution_id
    -- What it ever showed as ended is to stay known as it is.
    ANTI JOIN (SELECT source_id, source_record_id FROM official_content WHERE is_adverse(status)) AS a
        ON a.source_id = u.source_id AND a.source_record_id = u.source_record_id
    WHERE NOT u.is_listed
),

-- It does not fit the registration of a record that a person told apart from it.
unfit AS (
    SELECT a.source_id, a.source_record_id, n.registration_key
    FROM judged_apart AS a
    JOIN numbered_record AS n ON n.source_id = a.other_source_id AND n.source_record_id = a.other_record_id
)

SELECT
    source_id,
    source_record_id,
    registration_key,
    person_key,
    certificate_no,
    -- The workplace by which it is a former record.
    CASE WHEN NOT is_there THEN institution_id END AS former_institution_id
FROM fitting
LEFT JOIN (SELECT *, true AS has_moved FROM moved) USING (source_id, source_record_id, registration_key)
ANTI JOIN unfit USING (source_id, source_record_id, registration_key)
WHERE
    (is_there OR has_moved)
    AND CASE
        WHEN certificate_mask IS NULL THEN is_of_that_day
        ELSE certificate_no LIKE replace(certificate_mask, '*', '_') AND (shown_count >= 4 OR is_of_that_day)
    END
-- What is said now comes first.
QUALIFY former_institution_id IS NULL OR bool_and(former_institution_id IS NOT NULL) OVER (PARTITION BY source_id, source_record_id)
