-- One row per source and day for which a complete list of it speaks.
-- Reads: run, indexed_source.
SELECT DISTINCT s.source_no, r.asserted_on::VARCHAR AS asserted_on
FROM run AS r
JOIN indexed_source AS s USING (source_id)
WHERE r.outcome = 'complete' AND r.asserted_on IS NOT NULL
ORDER BY ALL
