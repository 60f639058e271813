-- One row per listing of a lower source that is linked to no registration: ambiguous, unlinked or masked.
-- Reads: link, lower_source, listing, label.
SELECT
    row_number() OVER (PARTITION BY k.source_id ORDER BY k.outcome, k.source_record_id) AS position,
    k.source_id,
    k.source_record_id,
    outcome.label AS outcome,
    k.candidate_count,
    l.name,
    l.institution,
    province.label AS province,
    l.department,
    k.rule,
    l.url,
    l.evidence_id
FROM link AS k
INNER JOIN lower_source USING (source_id)
INNER JOIN listing AS l USING (source_id, source_record_id)
LEFT JOIN label AS outcome ON outcome.field = 'outcome' AND outcome.code = k.outcome
LEFT JOIN label AS province ON province.field = 'province' AND province.code = l.province
WHERE k.outcome <> 'linked'
ORDER BY k.source_id, position
