-- One row per listing and error of a source that copies, which stands in the source it copies from and stood there first.
-- A rare error proves itself; another only if it was seen to come after the original's: who never looked again keeps an old
-- workplace, too, and keeps it alone.
-- Reads: listing_error, source_copy. Key: registration, given source_copy.
SELECT
    'copied_error' AS kind,
    e.registration_id,
    e.practitioner_id,
    e.source_id,
    e.source_record_id,
    o.source_id AS other_source_id,
    o.source_record_id AS other_record_id,
    e.field,
    e.official_value,
    e.listed_value
FROM listing_error AS e
JOIN source_copy AS c ON c.source_id = e.source_id
JOIN listing_error AS o
    ON o.source_id = c.copied_from_id AND o.registration_id = e.registration_id AND o.field = e.field AND o.value = e.value
WHERE CASE WHEN e.is_rare THEN o.shown_on <= e.shown_on ELSE e.is_dated AND o.shown_on < e.shown_on END
-- Of several originals the earliest.
QUALIFY row_number() OVER (
    PARTITION BY e.source_id, e.source_record_id, e.field ORDER BY o.shown_on, o.source_id, o.source_record_id
) = 1
