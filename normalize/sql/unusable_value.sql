-- One row per entry whose {field} could not be used.
-- Reads: fresh, {cleaner} (formatted in: names of a raw field, of its column in `fresh` and of its mapping).
SELECT
    f.source_id,
    f.source_record_id,
    f.run_id,
    f.url,
    f.row_no,
    '{field}' AS field,
    CASE WHEN NOT c.is_personal THEN left(f.{field}, 80) END AS value,
    c.reason
FROM fresh AS f
JOIN {cleaner} AS c ON c.raw = f.{column}
WHERE c.reason IS NOT NULL AND f.{field} IS NOT NULL
ORDER BY f.source_id, f.source_record_id, f.content_digest
