-- One row per official entry: whose it is, by number and compatible name; without a full number by name and place.
-- Reads: cleaned.
WITH numbered AS (
    SELECT
        *,
        first_value(name_key) OVER senior AS senior_key,
        first_value(name_sound) OVER senior AS senior_sound
    FROM (SELECT * FROM cleaned WHERE is_official AND certificate_no IS NOT NULL)
    WINDOW senior AS (PARTITION BY certificate_no ORDER BY name_key IS NULL, contains(name_key, '?'), listing_no)
),

named AS (
    SELECT
        * EXCLUDE (senior_key, senior_sound),
        CASE
            WHEN name_key IS NULL OR name_key = senior_key OR name_sound = senior_sound
                OR senior_key LIKE replace(name_key, '?', '_') OR name_key LIKE replace(senior_key, '?', '_')
                THEN certificate_no
            ELSE certificate_no || '|' || name_key
        END AS person_key
    FROM numbered
),

-- A masked or missing number: the digits shown, or the day it was granted, at the same institution under the same name.
fitting AS (
    SELECT c.listing_no, CASE WHEN count(DISTINCT n.person_key) = 1 THEN any_value(n.person_key) END AS person_key
    FROM (SELECT * FROM cleaned WHERE is_official AND certificate_no IS NULL) AS c
    JOIN named AS n USING (province, name_key)
    WHERE
        (c.institution_key = n.institution_key OR list_contains(n.filed_keys, c.institution_key))
        AND CASE
            WHEN c.certificate_mask IS NULL THEN c.registered_on = n.registered_on
            ELSE n.certificate_no LIKE replace(c.certificate_mask, '*', '_')
        END
    GROUP BY c.listing_no
)

SELECT c.*, coalesce(n.person_key, f.person_key, 'entry ' || c.listing_no) AS person_key
FROM cleaned AS c
LEFT JOIN named AS n USING (listing_no)
LEFT JOIN fitting AS f USING (listing_no)
WHERE c.is_official
