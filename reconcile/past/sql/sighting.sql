-- One row per record, day to be judged, and run of that day or before that renewed it.
-- Reads: about, moment, run, sighting (as known today).
SELECT g.* REPLACE (of_day(g.source_id, m.day) AS source_id, of_day(g.run_id, m.day) AS run_id)
FROM known.sighting AS g
JOIN about AS a USING (source_id, source_record_id)
JOIN moment AS m USING (practitioner_id)
JOIN known.run AS r ON r.run_id = g.run_id
WHERE spoken_on(r.asserted_on, r.started_at) <= m.day
