-- One row per spell of the people's records, with the days its opening, its end and a miss speak for. Key: practitioner.
-- Reads: about, spell, record, run (as known today).
SELECT
    a.practitioner_id,
    a.registration_id,
    s.*,
    spoken_on(coalesce(r.asserted_on, o.asserted_on), o.started_at) AS said_on,
    spoken_on(c.asserted_on, c.started_at) AS closed_on,
    spoken_on(m.asserted_on, m.started_at) AS missed_on
FROM known.spell AS s
JOIN about AS a USING (source_id, source_record_id)
JOIN known.record AS r USING (source_id, source_record_id, content_digest)
JOIN known.run AS o ON o.run_id = s.opened_run_id
LEFT JOIN known.run AS c ON c.run_id = s.closed_run_id
LEFT JOIN known.run AS m ON m.run_id = s.missed_run_id
