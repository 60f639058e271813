-- One row per linked listing that its source shows twice: one registration at one institution (key: source, registration).
-- Reads: linked_listing.
SELECT
    'duplicate_listing' AS kind,
    registration_id,
    practitioner_id,
    source_id,
    source_record_id,
    source_id AS other_source_id,
    first_value(source_record_id) OVER same AS other_record_id,
    'institution' AS field,
    official_institution AS official_value,
    institution AS listed_value
FROM linked_listing
WHERE institution_key IS NOT NULL
WINDOW same AS (
    PARTITION BY source_id, registration_id, coalesce(institution_id, institution_key)
    ORDER BY first_seen_at, source_record_id
)
QUALIFY source_record_id <> other_record_id
