-- One row per name that a lower source lists and nobody official is linked to, with what it shows.
-- Reads: link, statement, indexed_source.
SELECT DISTINCT t.name_key, s.source_no, t.institution, t.province
FROM link AS l
JOIN statement AS t USING (source_id, source_record_id)
JOIN indexed_source AS s USING (source_id)
WHERE l.outcome <> 'linked' AND NOT t.is_official AND t.name_key IS NOT NULL
ORDER BY ALL
