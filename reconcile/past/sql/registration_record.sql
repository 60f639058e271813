-- One row per official record of the people and day to be judged: whose it is, as we know today.
-- Reads: moment, registration_record (as known today).
SELECT k.* REPLACE (
    of_day(k.source_id, m.day) AS source_id,
    of_day(k.registration_id, m.day) AS registration_id,
    of_day(k.practitioner_id, m.day) AS practitioner_id
)
FROM known.registration_record AS k
JOIN moment AS m USING (practitioner_id)
