-- One row per source; and per source of the people's records and day to be judged.
-- Reads: run, source (as known today).
SELECT * FROM known.source

UNION ALL

SELECT s.* REPLACE (r.source_id AS source_id)
FROM (SELECT DISTINCT source_id FROM run) AS r
JOIN known.source AS s ON s.source_id = bare(r.source_id)
