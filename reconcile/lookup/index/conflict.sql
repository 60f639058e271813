-- One row per conflict that stands, of a known person.
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
WHERE c.resolved_at IS NULL
ORDER BY conflict_no
