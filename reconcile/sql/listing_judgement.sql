-- One row per judgement that applies to a listed record of a lower tier: the person it was judged with. Key: the listing.
-- Reads: judged_pair, lower_record, registration_record, anchor.
WITH sided AS (
    SELECT
        judgement_no, verdict, decided_at, left_source_id AS source_id, left_record_id AS source_record_id,
        right_kind AS kind, right_source_id AS official_source_id, right_record_id AS official_record_id
    FROM judged_pair
    WHERE state = 'applies' AND NOT left_is_official

    UNION ALL

    SELECT
        judgement_no, verdict, decided_at, right_source_id, right_record_id, left_kind, left_source_id, left_record_id
    FROM judged_pair
    WHERE state = 'applies' AND NOT right_is_official
)

SELECT j.judgement_no, j.verdict, j.decided_at, j.kind, r.record_no, a.person_no, a.anchor_no
FROM sided AS j
JOIN lower_record AS r USING (source_id, source_record_id)
JOIN registration_record AS k ON k.source_id = j.official_source_id AND k.source_record_id = j.official_record_id
JOIN anchor AS a USING (registration_id)
