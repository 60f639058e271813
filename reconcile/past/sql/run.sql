-- One row per run that speaks for $day or an earlier one; of sources of acts, every run.
-- Reads: run, source (of the warehouse).
SELECT r.*
FROM warehouse.run AS r
JOIN source AS s USING (source_id)
WHERE s.is_act OR coalesce(r.asserted_on, day_of(r.started_at)) <= $day
