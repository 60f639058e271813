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

named AS (
    SELECT DISTINCT u.*, n.registration_key, n.person_key, n.certificate_no
    FROM unnumbered AS u
    JOIN numbered_record AS n USING (province, name_key)
),

-- What some record of the registration says: the institution, and perhaps the very day it was granted.
fitting AS (
    SELECT
        u.source_id, u.source_record_id, u.registration_key, u.person_key, u.certificate_no, u.certificate_mask, u.shown_count,
        bool_or(i.institution_id = u.institution_id) AS is_there,
        coalesce(bool_or(n.registered_on = u.registered_on), false) AS is_of_that_day
    FROM named AS u
    JOIN numbered_record AS n USING (registration_key)
    LEFT JOIN official_site AS i
        ON i.source_id = n.source_id AND i.source_record_id = n.source_record_id AND i.is_current
    GROUP BY ALL
),

-- It does not fit the registration of a record that a person told apart from it.
unfit AS (
    SELECT a.source_id, a.source_record_id, n.registration_key
    FROM judged_apart AS a
    JOIN numbered_record AS n ON n.source_id = a.other_source_id AND n.source_record_id = a.other_record_id
)

SELECT source_id, source_record_id, registration_key, person_key, certificate_no
FROM fitting
ANTI JOIN unfit USING (source_id, source_record_id, registration_key)
WHERE
    is_there
    AND CASE
        WHEN certificate_mask IS NULL THEN is_of_that_day
        ELSE certificate_no LIKE replace(certificate_mask, '*', '_') AND (shown_count >= 4 OR is_of_that_day)
    END
