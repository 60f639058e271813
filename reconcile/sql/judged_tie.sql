-- One row per pair of people whose official records a person judged: the latest verdict. Key: the pair of person keys.
-- Reads: judged_pair, person_record.
SELECT
    least(l.person_key, r.person_key) AS left_key,
    greatest(l.person_key, r.person_key) AS right_key,
    arg_max(j.verdict, (j.decided_at, j.judgement_no)) AS verdict
FROM judged_pair AS j
JOIN person_record AS l ON l.source_id = j.left_source_id AND l.source_record_id = j.left_record_id
JOIN person_record AS r ON r.source_id = j.right_source_id AND r.source_record_id = j.right_record_id
WHERE j.state = 'applies' AND l.person_key <> r.person_key
GROUP BY ALL
