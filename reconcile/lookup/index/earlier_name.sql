-- One row per person and day from which, until another, the official name was not the one of the release's day.
-- Reads: anchor, registration_history, practitioner.
SELECT
    a.person_no,
    h.valid_from::VARCHAR AS from_day,
    max(h.valid_to)::VARCHAR AS to_day,
    any_value(h.name) AS name
FROM registration_history AS h
JOIN practitioner AS p USING (practitioner_id)
JOIN anchor AS a USING (registration_id)
WHERE h.valid_to IS NOT NULL AND h.name IS DISTINCT FROM p.name
GROUP BY a.person_no, h.valid_from
ORDER BY a.person_no, from_day
