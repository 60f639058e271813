-- One row per institution and name it goes by.
-- Reads: institution_name, institution.
SELECT
    n.institution_id,
    n.alias,
    n.relation,
    NULL::DATE AS valid_from,
    NULL::DATE AS valid_to,
    n.source_id
FROM institution_name AS n
SEMI JOIN institution AS i USING (institution_id)
WHERE n.alias IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY n.institution_id, n.alias, n.relation ORDER BY n.institution_key) = 1
