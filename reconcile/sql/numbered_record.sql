-- One row per official record with a full certificate number: whose it is (docs/authority.md, rules 1 and 2).
-- Reads: statement, former_name (keys of lists of former names).
WITH numbered AS (
    SELECT
        source_id, source_record_id, certificate_no, province, tier, first_seen_at, name_state, registered_on,
        {'key': name_key, 'sound': name_sound, 'former': former_keys} AS name
    FROM statement
    LEFT JOIN former_name USING (former_names)
    WHERE is_official AND NOT is_act AND certificate_no IS NOT NULL
),

senior AS (
    SELECT
        certificate_no,
        arg_min(
            name,
            (name.key IS NULL, name_state = 'damaged', tier_order(tier), first_seen_at, source_id, source_record_id)
        ) AS name
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
FROM person
