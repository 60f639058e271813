-- One row per end that an official record ever showed of the people's registrations, and day to be judged: it counts from
-- its own day.
-- Reads: about, moment, shown_end (as known today).
SELECT e.* REPLACE (of_day(e.source_id, m.day) AS source_id, of_day(e.registration_id, m.day) AS registration_id)
FROM known.shown_end AS e
JOIN (SELECT DISTINCT practitioner_id, registration_id FROM about) AS a USING (registration_id)
JOIN moment AS m USING (practitioner_id)
