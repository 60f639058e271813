-- One row per institution and official source whose word counts for it: for which fields, and of which day at the latest.
-- Reads: institution_claim, indexed_institution, indexed_source.
SELECT
    i.institution_no,
    s.source_no,
    array_to_string(list_sort(list(DISTINCT c.field)), '|') AS fields,
    max(c.asserted_on)::VARCHAR AS asserted_on
FROM institution_claim AS c
JOIN indexed_institution AS i USING (institution_id)
JOIN indexed_source AS s USING (source_id)
WHERE c.why_not IS NULL
GROUP BY i.institution_no, s.source_no
ORDER BY i.institution_no, s.source_no
