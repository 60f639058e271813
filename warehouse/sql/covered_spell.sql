-- One row per open spell of the source that the run speaks about: seen (as it was, or changed) or not seen; of the
-- latter, whether the list still links to its page, which was not found.
-- Reads: spell, landed_entry, landed_request, landed_question.
WITH answered AS (
    -- A register that knew nobody at all, all night, is not believed.
    SELECT DISTINCT address FROM landed_question WHERE outcome IN ('answer', 'empty') AND NOT $is_silent
),

renewed AS (
    SELECT DISTINCT address FROM landed_request WHERE outcome = 'unchanged'
),

dead AS (
    SELECT DISTINCT address FROM landed_request WHERE outcome = 'not_found'
)

SELECT
    s.source_record_id,
    s.content_digest,
    s.missed_run_id,
    e.content_digest AS new_digest,
    e.address AS new_address,
    e.source_record_id IS NOT NULL OR r.address IS NOT NULL AS is_seen,
    s.address IS DISTINCT FROM e.address AND e.address IS NOT NULL AS is_moved,
    d.address IS NOT NULL AS is_dead
FROM spell AS s
LEFT JOIN landed_entry AS e ON e.source_record_id = s.source_record_id
LEFT JOIN renewed AS r ON r.address = s.address
LEFT JOIN dead AS d ON d.address = s.address
LEFT JOIN answered AS a ON a.address = s.address
WHERE
    s.source_id = $source_id
    AND s.closed_run_id IS NULL
    AND (
        e.source_record_id IS NOT NULL
        OR r.address IS NOT NULL
        OR a.address IS NOT NULL
        OR ($is_complete AND $covering = 'listing')
    )
