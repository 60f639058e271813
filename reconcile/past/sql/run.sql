-- One row per run of the people's sources and day to be judged that the run speaks for, or one before it; and per run that
-- first read an entry that states such a day itself: of the rest of its list it does not speak.
-- Reads: about, said, moment, run (as known today).
WITH asked AS (
    SELECT DISTINCT a.source_id, m.day FROM moment AS m JOIN about AS a USING (practitioner_id)
),

speaking AS (
    SELECT r.run_id, d.day, r.outcome
    FROM asked AS d
    JOIN known.run AS r USING (source_id)
    WHERE spoken_on(r.asserted_on, r.started_at) <= d.day

    UNION

    SELECT r.run_id, m.day, 'partial'
    FROM said AS s
    JOIN moment AS m USING (practitioner_id)
    JOIN known.run AS r ON r.run_id = s.opened_run_id
    WHERE s.said_on <= m.day AND spoken_on(r.asserted_on, r.started_at) > m.day
)

SELECT
    r.* REPLACE (of_day(s.run_id, s.day) AS run_id, of_day(r.source_id, s.day) AS source_id, s.outcome AS outcome)
FROM speaking AS s
JOIN known.run AS r USING (run_id)
