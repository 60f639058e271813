-- One row per listed record whose institution resolved to a single one we know.
-- Reads: lower_record, meaning, institution, official_site.
SELECT r.source_id, r.source_record_id, m.institution_id
FROM lower_record AS r
JOIN meaning AS m USING (shown_no)
SEMI JOIN institution AS i USING (institution_id)
WHERE m.meaning_count = 1

UNION ALL

SELECT source_id, source_record_id, institution_id
FROM official_site
WHERE is_current AND role = 'main'
