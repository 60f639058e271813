-- One row per judgement, and what became of it.
-- Reads: stated_judgement, judgement_state.
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
