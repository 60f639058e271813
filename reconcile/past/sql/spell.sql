-- One row per spell whose content speaks for $day or an earlier one; what ended it later has not yet.
-- Reads: about, spell, record, run (of the warehouse), run (of the day).
SELECT
    s.* REPLACE (
        CASE WHEN c.run_id IS NOT NULL THEN s.closed_run_id END AS closed_run_id,
        CASE WHEN c.run_id IS NOT NULL THEN s.closed_at END AS closed_at,
        CASE WHEN c.run_id IS NOT NULL THEN s.closed_as END AS closed_as,
        CASE WHEN m.run_id IS NOT NULL THEN s.missed_run_id END AS missed_run_id,
        CASE WHEN m.run_id IS NOT NULL THEN s.missed_at END AS missed_at
    )
FROM warehouse.spell AS s
JOIN about AS a USING (source_id, source_record_id)
JOIN warehouse.record AS r USING (source_id, source_record_id, content_digest)
JOIN warehouse.run AS o ON o.run_id = s.opened_run_id
LEFT JOIN run AS c ON c.run_id = s.closed_run_id
LEFT JOIN run AS m ON m.run_id = s.missed_run_id
WHERE a.is_act OR coalesce(r.asserted_on, o.asserted_on, day_of(o.started_at)) <= $day
