-- One row per institution and match key it may go by: official, former, second, short form by rule, or the user's.
-- Reads: official_site, bracket_name, short_name, user_alias, known_institution.
WITH officially AS (
    SELECT
        institution_id,
        institution_key,
        CASE WHEN max(is_current) THEN 'official' ELSE 'former' END AS relation,
        -- One writing of it and a source that writes so, of now if there is one.
        arg_min({'alias': name, 'source_id': source_id}, (NOT is_current, name, source_id)) AS written
    FROM official_site
    WHERE institution_key IS NOT NULL
    GROUP BY institution_id, institution_key
),

beside AS (
    SELECT institution_id, institution_key, relation, min({'alias': alias, 'source_id': source_id}) AS written
    FROM bracket_name
    GROUP BY institution_id, institution_key, relation
),

every AS (
    SELECT institution_id, institution_key, relation, written.alias, written.source_id FROM officially

    UNION ALL

    SELECT institution_id, institution_key, relation, written.alias, written.source_id FROM beside

    UNION ALL

    SELECT institution_id, institution_key, 'short', institution_key, NULL
    FROM short_name

    UNION ALL

    SELECT o.institution_id, u.alias_key, 'user', min(u.alias), NULL
    FROM user_alias AS u
    JOIN officially AS o USING (institution_key)
    JOIN known_institution AS k USING (institution_id)
    WHERE u.province IS NULL OR u.province = k.province
    GROUP BY o.institution_id, u.alias_key
)

SELECT *
FROM every
-- The strongest reason for one key of one institution.
QUALIFY row_number() OVER (
    PARTITION BY institution_id, institution_key
    ORDER BY list_position(['official', 'user', 'former', 'second', 'short'], relation)
) = 1
