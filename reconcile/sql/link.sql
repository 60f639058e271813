-- One row per source record currently listed: whom it is about. Key: the record.
-- Reads: found_link, suppressed_listing.
SELECT *
FROM found_link
ANTI JOIN suppressed_listing USING (source_id, source_record_id)
