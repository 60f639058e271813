-- One row per official record and another one that a person judged to be about somebody else. Key: the record.
-- Reads: judged_pair.
WITH apart AS (
    SELECT * FROM judged_pair
    WHERE verdict = 'different' AND state = 'applies' AND left_is_official AND right_is_official
)

SELECT
    left_source_id AS source_id, left_record_id AS source_record_id,
    right_source_id AS other_source_id, right_record_id AS other_record_id
FROM apart

UNION ALL

SELECT right_source_id, right_record_id, left_source_id, left_record_id
FROM apart
