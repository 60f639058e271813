-- One row per person and day to be judged, and spell whose content speaks for that day or an earlier one; what ended it
-- later has not yet.
-- Reads: said, moment.
SELECT
    s.* EXCLUDE (practitioner_id, registration_id, said_on, closed_on, missed_on) REPLACE (
        of_day(s.source_id, m.day) AS source_id,
        of_day(s.opened_run_id, m.day) AS opened_run_id,
        CASE WHEN s.closed_on <= m.day THEN of_day(s.closed_run_id, m.day) END AS closed_run_id,
        CASE WHEN s.closed_on <= m.day THEN s.closed_at END AS closed_at,
        CASE WHEN s.closed_on <= m.day THEN s.closed_as END AS closed_as,
        CASE WHEN s.missed_on <= m.day THEN of_day(s.missed_run_id, m.day) END AS missed_run_id,
        CASE WHEN s.missed_on <= m.day THEN s.missed_at END AS missed_at
    )
FROM said AS s
JOIN moment AS m USING (practitioner_id)
WHERE s.said_on <= m.day
