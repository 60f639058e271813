-- One row per official entry, and per lower entry that a plain rule links: the first rule that finds anybody finds one.
-- Reads: cleaned, official_entry.
WITH official AS (
    SELECT DISTINCT
        person_key, name_key, name_sound, certificate_no, province, city,
        unnest(list_distinct(list_prepend(institution_key, filed_keys))) AS institution_key
    FROM official_entry
),

shown AS (
    SELECT * FROM cleaned WHERE NOT is_official AND name_key IS NOT NULL
),

found AS (
    SELECT s.listing_no, 1 AS rule, o.person_key
    FROM shown AS s
    JOIN official AS o USING (certificate_no, name_key)

    UNION

    SELECT s.listing_no, 2, o.person_key
    FROM shown AS s
    JOIN official AS o USING (name_key, institution_key)
    WHERE coalesce(s.province = o.province, true)

    UNION

    SELECT s.listing_no, 3, o.person_key
    FROM shown AS s
    JOIN official AS o USING (name_sound, institution_key)
    WHERE coalesce(s.province = o.province, true)

    UNION

    SELECT s.listing_no, 4, o.person_key
    FROM shown AS s
    JOIN official AS o USING (name_key, city)
)

SELECT listing_no, any_value(person_key) AS cluster
FROM (SELECT * FROM found QUALIFY rule = min(rule) OVER (PARTITION BY listing_no))
GROUP BY listing_no
HAVING count(*) = 1

UNION ALL

SELECT listing_no, person_key FROM official_entry
