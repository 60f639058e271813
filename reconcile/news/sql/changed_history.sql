-- One row per record of which a run taken in since the last reconcile says more than that it still stands.
-- Reads: run, reconciled_run, spell, sighting, record, relisted_source, spell_seen (as reconciled).
WITH heard AS (
    SELECT r.*
    FROM main.run AS r
    ANTI JOIN main.reconciled_run USING (run_id)
)

SELECT s.source_id, s.source_record_id
FROM main.spell AS s
JOIN heard AS h ON h.run_id IN (s.opened_run_id, s.missed_run_id, s.closed_run_id)

UNION

SELECT source_id, source_record_id
FROM main.sighting
SEMI JOIN heard USING (run_id)

UNION

-- A complete list renews every entry that stood when it was read.
SELECT s.source_id, s.source_record_id
FROM main.spell AS s
JOIN heard AS h USING (source_id)
ANTI JOIN relisted_source USING (source_id)
WHERE h.outcome = 'complete' AND h.kind <> 'lookup' AND coalesce(s.closed_at >= h.started_at, true)

UNION

-- What was seen on another day than the list before, and what states a day that could be taken for the list's.
SELECT e.source_id, e.source_record_id
FROM main.spell_seen AS e
JOIN relisted_source AS l USING (source_id)
WHERE e.closed_at IS NULL AND e.last_seen_at <> l.was_last_seen_at

UNION

SELECT r.source_id, r.source_record_id
FROM main.record AS r
JOIN relisted_source AS l USING (source_id)
WHERE r.asserted_on >= l.was_asserted_on
