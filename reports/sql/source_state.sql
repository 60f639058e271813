-- One row per source: its records, its last run, and how old what it says is on the release's day.
-- Reads: source, listing, run, question. age_days counts from the newest day it spoke for: the date a list states,
-- the day a question was answered, else the day of the last run that read anything. NULL: it never spoke.
WITH record AS (
    SELECT
        source_id,
        count(*) AS record_count,
        max(asserted_on) AS asserted_on
    FROM listing
    GROUP BY source_id
),

runs AS (
    SELECT
        source_id,
        count(*) FILTER (outcome = 'blocked') AS blocked_count,
        arg_max(outcome, started_at) AS outcome,
        -- Of the very row: arg_max() would pass over its NULL.
        arg_max({'reason': reason}, started_at).reason AS reason,
        day_of(max(started_at)) AS last_run_on,
        max(asserted_on) FILTER (outcome IN ('complete', 'partial')) AS asserted_on,
        max(day_of(finished_at)) FILTER (outcome IN ('complete', 'partial')) AS read_on
    FROM run
    GROUP BY source_id
),

answer AS (
    SELECT
        source_id,
        count(*) AS question_count,
        count(*) FILTER (outcome IN ('answer', 'empty')) AS answer_count,
        day_of(max(asked_at) FILTER (outcome IN ('answer', 'empty'))) AS asserted_on
    FROM question
    GROUP BY source_id
),

-- Institutions stand in no listing: of a look-up of them, what its questions were last answered.
licence AS (
    SELECT source_id, sum(row_count) AS record_count
    FROM (
        SELECT source_id, address, arg_max(CASE outcome WHEN 'answer' THEN row_count ELSE 0 END, asked_at) AS row_count
        FROM question
        WHERE outcome IN ('answer', 'empty')
        GROUP BY source_id, address
    )
    GROUP BY source_id
),

spoken AS (
    SELECT
        s.source_id,
        -- greatest() passes over NULLs.
        coalesce(greatest(r.asserted_on, a.asserted_on, c.asserted_on), r.read_on) AS speaks_for
    FROM source AS s
    LEFT JOIN record AS c USING (source_id)
    LEFT JOIN runs AS r USING (source_id)
    LEFT JOIN answer AS a USING (source_id)
)

SELECT
    s.source_id,
    s.title,
    s.publisher,
    s.tier,
    s.covering,
    s.provinces,
    s.licence,
    s.age_limit_days,
    coalesce(CASE WHEN s.subject = 'institution' THEN l.record_count ELSE c.record_count END, 0)::BIGINT AS record_count,
    coalesce(r.blocked_count, 0) AS blocked_count,
    r.outcome,
    r.reason,
    r.last_run_on,
    coalesce(a.question_count, 0) AS question_count,
    coalesce(a.answer_count, 0) AS answer_count,
    p.speaks_for,
    date_diff('day', p.speaks_for, $as_of) AS age_days,
    coalesce(date_diff('day', p.speaks_for, $as_of) > s.age_limit_days, true) AS is_past_limit
FROM source AS s
INNER JOIN spoken AS p USING (source_id)
LEFT JOIN record AS c USING (source_id)
LEFT JOIN runs AS r USING (source_id)
LEFT JOIN answer AS a USING (source_id)
LEFT JOIN licence AS l USING (source_id)
ORDER BY list_position($tiers, s.tier), s.source_id
