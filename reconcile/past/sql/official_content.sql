-- One row per content of the people's records that ever showed an end, and day to be judged: it counts from its own day.
-- Reads: about, moment, official_content (as known today).
SELECT c.* REPLACE (of_day(c.source_id, m.day) AS source_id)
FROM known.official_content AS c
JOIN about AS a USING (source_id, source_record_id)
JOIN moment AS m USING (practitioner_id)
WHERE c.status IN ('revoked', 'rescinded', 'cancelled')
