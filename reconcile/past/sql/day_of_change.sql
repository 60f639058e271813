-- One row per day on which what is officially so of the people may change.
-- Reads: about, spell, record, run, statement, source, adverse_act, registration_record (of the warehouse).
WITH own AS (
    SELECT
        s.content_digest,
        coalesce(r.asserted_on, o.asserted_on, day_of(o.started_at)) AS said_on,
        coalesce(c.asserted_on, day_of(c.started_at)) AS closed_on,
        r.effective_on,
        r.valid_to,
        d.age_limit_days
    FROM warehouse.spell AS s
    JOIN about AS a USING (source_id, source_record_id)
    JOIN warehouse.record AS r USING (source_id, source_record_id, content_digest)
    JOIN warehouse.run AS o ON o.run_id = s.opened_run_id
    LEFT JOIN warehouse.run AS c ON c.run_id = s.closed_run_id
    JOIN source AS d ON d.source_id = s.source_id
),

act AS (
    SELECT a.effective_on, a.last_day
    FROM warehouse.adverse_act AS a
    SEMI JOIN registration_record USING (registration_id)
),

every AS (
    SELECT unnest([said_on, closed_on, (valid_to + INTERVAL 1 DAY)::DATE]) AS day FROM own
    -- A source whose say grows too old steps back.
    UNION ALL SELECT (s.asserted_on + to_days(d.age_limit_days::INT) + INTERVAL 1 DAY)::DATE
    FROM warehouse.statement AS s
    SEMI JOIN about USING (source_id, source_record_id)
    JOIN source AS d USING (source_id)
    UNION ALL SELECT unnest([effective_on, (last_day + INTERVAL 1 DAY)::DATE]) FROM act
)

SELECT DISTINCT day
FROM every
WHERE day BETWEEN (SELECT min(said_on) FROM own) AND $today
