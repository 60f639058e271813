-- One row per source record currently listed: whom it is about. Key: the record.
-- Reads: found_link, crowded_listing, suppressed_listing.
SELECT
    f.source_id,
    f.source_record_id,
    CASE WHEN c.source_id IS NULL THEN f.practitioner_id END AS practitioner_id,
    CASE WHEN c.source_id IS NULL THEN f.registration_id END AS registration_id,
    CASE WHEN c.source_id IS NULL THEN f.outcome ELSE 'ambiguous' END AS outcome,
    f.probability,
    CASE WHEN c.source_id IS NULL THEN f.rule ELSE 'crowded' END AS rule,
    f.candidate_count
FROM found_link AS f
LEFT JOIN crowded_listing AS c USING (source_id, source_record_id)
ANTI JOIN suppressed_listing AS x ON x.source_id = f.source_id AND x.source_record_id = f.source_record_id
