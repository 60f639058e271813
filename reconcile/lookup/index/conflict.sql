-- One row per conflict that stands, of a known person; of a copied error, that it is copied, and not the error again.
-- Reads: conflict, conflict_kind, anchor, indexed_source.
SELECT
    row_number() OVER (ORDER BY c.conflict_id) AS conflict_no,
    p.person_no,
    a.anchor_no AS registration_no,
    c.kind,
    k.title_zh,
    k.title_en,
    c.severity,
    c.field,
    c.official_value,
    c.listed_value,
    s.source_no,
    o.source_no AS other_source_no,
    day_of(c.opened_at)::VARCHAR AS opened_on
FROM conflict AS c
JOIN (SELECT DISTINCT practitioner_id, person_no FROM anchor) AS p USING (practitioner_id)
LEFT JOIN anchor AS a USING (registration_id)
JOIN conflict_kind AS k ON k.kind = c.kind
JOIN indexed_source AS s ON s.source_id = c.source_id
LEFT JOIN indexed_source AS o ON o.source_id = c.other_source_id
LEFT JOIN (SELECT * FROM conflict WHERE kind = 'copied_error' AND resolved_at IS NULL) AS x
    ON x.source_id = c.source_id AND x.source_record_id = c.source_record_id AND x.field = c.field
WHERE c.resolved_at IS NULL AND (x.field IS NULL OR c.kind IN ('copied_error', 'duplicate_listing'))
ORDER BY conflict_no
