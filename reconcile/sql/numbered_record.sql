-- One row per official record with a full certificate number: whose it is (docs/authority.md, rules 1 and 2).
-- Reads: statement, former_name (keys of lists of former names), judged_apart.
WITH numbered AS (
    SELECT
        source_id, source_record_id, certificate_no, province, registered_on,
        {'key': name_key, 'sound': name_sound, 'former': former_keys} AS name,
        -- The least of a group is its senior.
        (name_key IS NULL, name_state = 'damaged', tier_order(tier), first_seen_at, source_id, source_record_id) AS seniority
    FROM statement
    LEFT JOIN former_name USING (former_names)
    WHERE is_official AND NOT is_act AND certificate_no IS NOT NULL
),

senior AS (
    SELECT certificate_no, arg_min(name, seniority) AS name
    FROM numbered
    GROUP BY certificate_no
),

person AS (
    SELECT
        n.* EXCLUDE (name),
        n.name.key AS name_key,
        CASE
            WHEN n.name.key IS NULL OR names_agree(n.name.key, n.name.sound, n.name.former, s.name.key, s.name.sound, s.name.former)
                THEN certificate_no
            ELSE certificate_no || '|' || n.name.key
        END AS person_key
    FROM numbered AS n
    JOIN senior AS s USING (certificate_no)
),

-- Of two records of a person that somebody judged to be of different people, the junior is of a person of its own.
put_out AS (
    SELECT DISTINCT p.source_id, p.source_record_id
    FROM person AS p
    JOIN judged_apart AS a USING (source_id, source_record_id)
    JOIN person AS o
        ON o.source_id = a.other_source_id AND o.source_record_id = a.other_record_id AND o.person_key = p.person_key
    WHERE p.seniority > o.seniority
),

held AS (
    SELECT
        p.* REPLACE (
            CASE
                WHEN o.source_id IS NOT NULL THEN concat_ws('|', p.certificate_no, p.source_id, p.source_record_id)
                ELSE p.person_key
            END AS person_key
        )
    FROM person AS p
    LEFT JOIN put_out AS o USING (source_id, source_record_id)
)

SELECT
    source_id,
    source_record_id,
    certificate_no,
    province,
    name_key,
    registered_on,
    person_key,
    person_key || '|' || coalesce(province, '') AS registration_key
FROM held
