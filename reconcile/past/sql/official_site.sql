-- One row per content and institution it names; current is what the record said on the day.
-- Reads: about, statement (of the day), official_site (of the warehouse).
SELECT i.* REPLACE (coalesce(i.content_digest = s.content_digest, false) AS is_current)
FROM warehouse.official_site AS i
SEMI JOIN about USING (source_id, source_record_id)
LEFT JOIN statement AS s USING (source_id, source_record_id)
