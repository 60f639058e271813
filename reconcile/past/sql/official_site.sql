-- One row per record, day to be judged, and institution it named on the day.
-- Reads: statement (of the day), official_site (as known today).
SELECT i.* REPLACE (s.source_id AS source_id, true AS is_current)
FROM statement AS s
JOIN known.official_site AS i
    ON i.source_id = bare(s.source_id) AND i.source_record_id = s.source_record_id AND i.content_digest = s.content_digest
