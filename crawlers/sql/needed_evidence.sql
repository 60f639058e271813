-- One row per run whose evidence something still rests on: a record that stands, or an answer noted since $since.
-- Reads: spell, raw_record, request.
SELECT DISTINCT split_part(r.evidence_id, '#', 1) AS run_id
FROM spell AS s
JOIN raw_record AS r
    ON
    r.source_id = s.source_id
    AND r.source_record_id = s.source_record_id
    AND r.content_digest = s.content_digest
    AND r.run_id = s.opened_run_id
    AND r.sighting = 'content'
WHERE s.closed_run_id IS NULL AND r.evidence_id IS NOT NULL

UNION

SELECT DISTINCT split_part(evidence_id, '#', 1) AS run_id
FROM request
WHERE fetched_at >= $since AND evidence_id IS NOT NULL
