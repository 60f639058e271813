-- One row per judgement, and what became of it.
-- Reads: stated_judgement, judgement_state, suppressed_listing.
SELECT
    j.judgement_no,
    j.left_kind,
    j.left_source_id,
    j.left_record_id,
    j.right_kind,
    j.right_source_id,
    j.right_record_id,
    j.verdict,
    j.decided_at,
    s.state
FROM stated_judgement AS j
JOIN judgement_state AS s USING (judgement_no)
ANTI JOIN suppressed_listing AS x ON x.source_id = j.left_source_id AND x.source_record_id = j.left_record_id
ANTI JOIN suppressed_listing AS y ON y.source_id = j.right_source_id AND y.source_record_id = j.right_record_id
