-- One row per entry and field where the certificate number's digits say otherwise than the entry.
-- Reads: fresh, clean_certificate_no, clean_level, clean_category.
SELECT
    f.source_id,
    f.source_record_id,
    f.run_id,
    f.url,
    f.row_no,
    said.field,
    said.value,
    'the certificate number says ' || said.by_number AS reason
FROM fresh AS f
JOIN clean_certificate_no AS number ON number.raw = f.certificate_no
LEFT JOIN clean_level AS level ON level.raw = f.level
LEFT JOIN clean_category AS category ON category.raw = f.category
CROSS JOIN LATERAL (
    VALUES
    -- Rural general practitioners are registered as assistants.
    ('level', left(f.level, 80), replace(level.value, 'rural_gp', 'assistant'), number.level),
    ('category', left(f.category, 80), category.value, number.category)
) AS said (field, value, shown, by_number)
WHERE said.shown <> said.by_number
ORDER BY f.source_id, f.source_record_id, f.content_digest, said.field
