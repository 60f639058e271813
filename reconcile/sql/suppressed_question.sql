-- One row per question put to a look-up source that only suppressed listings gave reason for. Key: the name asked for.
-- Reads: question, record, statement, suppressed_listing, shown_institution, institution.
WITH hidden AS (
    SELECT DISTINCT r.name
    FROM record AS r
    SEMI JOIN suppressed_listing USING (source_id, source_record_id)
    WHERE r.name IS NOT NULL
),

-- Somebody else of that name is shown at the place.
namesake AS (
    SELECT source_id, source_record_id, name, institution
    FROM statement
    SEMI JOIN hidden USING (name)
    ANTI JOIN suppressed_listing USING (source_id, source_record_id)
    WHERE is_listed
),

shown AS (
    SELECT name, institution
    FROM namesake

    UNION

    SELECT n.name, i.name
    FROM namesake AS n
    JOIN shown_institution USING (source_id, source_record_id)
    JOIN institution AS i USING (institution_id)
)

SELECT q.source_id, q.run_id, q.address
FROM question AS q
SEMI JOIN hidden USING (name)
ANTI JOIN shown AS s ON s.name = q.name AND s.institution = q.institution
