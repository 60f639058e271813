-- One row per judgement that a person should look at again (stored in issue).
-- Reads: judgement, judgement_state.
SELECT
    j.left_source_id AS source_id,
    j.left_record_id AS source_record_id,
    'judgements.csv' AS run_id,
    'judgements.csv' AS url,
    j.judgement_no AS row_no,
    'judgement_' || j.state AS field,
    concat(j.left_source_id, ':', j.left_record_id, ' ', j.verdict, ' ', j.right_source_id, ':', j.right_record_id)[:80] AS value,
    CASE j.state
        WHEN 'reopened' THEN 'what it was judged on says something else now: judge it anew'
        WHEN 'missing' THEN 'history does not hold a record it names'
        WHEN 'contradicted'
            THEN 'rows ' || array_to_string(s.contradicting, ', ') || ' of judgements.csv cannot all be true: none of them applies'
        WHEN 'no_effect' THEN 'neither two listings nor an announcement are linked by a judgement'
    END AS reason
FROM judgement AS j
JOIN judgement_state AS s USING (judgement_no)
WHERE j.state NOT IN ('applies', 'replaced')
