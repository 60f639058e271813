-- One row per judgement: whether what it rests on is still so, and no later one stands in its place. Key: its two records.
-- Reads: stated_judgement, judgement_basis, statement.
WITH resting AS (
    SELECT b.judgement_no, bool_or(s.content_digest IS DISTINCT FROM b.content_digest) AS is_changed
    FROM judgement_basis AS b
    LEFT JOIN statement AS s USING (source_id, source_record_id)
    GROUP BY b.judgement_no
),

latest AS (
    SELECT
        left_source_id, left_record_id, right_source_id, right_record_id,
        arg_max(judgement_no, (decided_at, judgement_no)) AS judgement_no
    FROM stated_judgement
    GROUP BY left_source_id, left_record_id, right_source_id, right_record_id
)

SELECT
    j.*,
    l.is_official AS left_is_official,
    r.is_official AS right_is_official,
    CASE
        WHEN j.judgement_no <> t.judgement_no THEN 'replaced'
        WHEN l.source_id IS NULL OR r.source_id IS NULL THEN 'missing'
        WHEN b.is_changed THEN 'reopened'
        -- An act is about the number it names; listings mean people, not each other.
        WHEN l.is_act OR r.is_act OR NOT (l.is_official OR r.is_official) THEN 'no_effect'
        ELSE 'applies'
    END AS state
FROM stated_judgement AS j
JOIN latest AS t USING (left_source_id, left_record_id, right_source_id, right_record_id)
JOIN resting AS b ON b.judgement_no = j.judgement_no
LEFT JOIN statement AS l ON l.source_id = j.left_source_id AND l.source_record_id = j.left_record_id
LEFT JOIN statement AS r ON r.source_id = j.right_source_id AND r.source_record_id = j.right_record_id
