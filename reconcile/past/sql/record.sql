-- One row per content that speaks for a day to be judged.
-- Reads: spell (of the day), record (as known today).
SELECT r.* REPLACE (s.source_id AS source_id)
FROM (SELECT DISTINCT source_id, source_record_id, content_digest FROM spell) AS s
JOIN known.record AS r
    ON r.source_id = bare(s.source_id) AND r.source_record_id = s.source_record_id AND r.content_digest = s.content_digest
