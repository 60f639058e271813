-- One row per question put to a look-up source that only suppressed listings gave reason for. Key: the name asked for.
-- Reads: question, record, suppressed_listing, listing, institution.
WITH hidden AS (
    SELECT DISTINCT r.name
    FROM record AS r
    SEMI JOIN suppressed_listing USING (source_id, source_record_id)
    WHERE r.name IS NOT NULL
),

-- Somebody else of that name is shown at the place.
shown AS (
    SELECT l.name, l.institution
    FROM listing AS l
    SEMI JOIN hidden USING (name)

    UNION

    SELECT l.name, i.name
    FROM listing AS l
    SEMI JOIN hidden USING (name)
    JOIN institution AS i USING (institution_id)
)

SELECT q.source_id, q.run_id, q.address
FROM question AS q
SEMI JOIN hidden USING (name)
ANTI JOIN shown AS s ON s.name = q.name AND s.institution = q.institution
