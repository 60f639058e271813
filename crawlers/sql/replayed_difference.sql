-- One row per stored record that its page does not bear out: what is stored, and what the page says (NULL: it has no
-- such row, or is not there).
-- Reads: raw_record, replayed (what the pages of the evidence say, read again).
SELECT
    s.run_id,
    s.source_record_id,
    s.evidence_id,
    s.row_no,
    s AS stored,
    CASE WHEN r.evidence_id IS NOT NULL THEN r END AS read_again,
    -- Several pages of one answer are landed one after another; a later run found the same bytes later.
    s.retrieved_at < r.retrieved_at
    OR (
        s.run_id = split_part(s.evidence_id, '#', 1)
        AND s.retrieved_at > r.retrieved_at + INTERVAL 1 MINUTE
    ) AS is_misdated
FROM raw_record AS s
LEFT JOIN replayed AS r ON r.evidence_id = s.evidence_id AND r.row_no = s.row_no
WHERE
    s.source_id = $source_id
    AND s.sighting = 'content'
    AND NOT list_contains($removed, split_part(s.evidence_id, '#', 1))
    AND (
        r.evidence_id IS NULL
        OR is_misdated
        OR s.content_digest <> raw_digest(s)
        OR raw_digest(s) <> raw_digest(r)
        OR s.source_key IS DISTINCT FROM r.source_key
        OR s.url IS DISTINCT FROM r.url
        OR s.address IS DISTINCT FROM r.address
        OR NOT starts_with(s.source_record_id, CASE r.record_key WHEN '' THEN 'row:' ELSE r.record_key END)
    )
ORDER BY s.run_id, s.evidence_id, s.row_no
