-- One row per record that its source's list showed again as it was: the days that move with it.
-- Reads: relisted_source, changed_history, spell_seen (as reconciled).
SELECT e.source_id, e.source_record_id, l.* EXCLUDE (source_id)
FROM main.spell_seen AS e
JOIN relisted_source AS l USING (source_id)
ANTI JOIN changed_history USING (source_id, source_record_id)
WHERE e.closed_at IS NULL AND e.last_seen_at = l.was_last_seen_at
