-- One row per look-up source and question worth asking it, the most valuable first (priority 1). A source of
-- institutions is asked about institutions, by name and province.
-- Reads: source, statement, lower_record, link, conflict_site, registration, known_institution, staff,
-- meaning, province_name, question, run.
WITH single_meaning AS (
    SELECT shown_no, institution_id FROM meaning WHERE meaning_count = 1
),

wish AS (
    SELECT
        p.name AS province,
        s.name,
        coalesce(k.name, s.institution) AS institution,
        CASE
            WHEN c.kind IS NOT NULL THEN 1
            WHEN l.outcome = 'ambiguous' THEN 2
            WHEN l.outcome = 'unlinked' THEN 3
            ELSE 4
        END AS reason,
        coalesce(g.age_days, 0) AS age_days
    FROM lower_record AS r
    JOIN statement AS s USING (source_id, source_record_id)
    JOIN link AS l USING (source_id, source_record_id)
    JOIN province_name AS p ON p.province = r.province
    LEFT JOIN single_meaning AS m ON m.shown_no = r.shown_no
    LEFT JOIN known_institution AS k ON k.institution_id = m.institution_id
    LEFT JOIN (SELECT source_id, source_record_id, kind FROM conflict_site) AS c USING (source_id, source_record_id)
    LEFT JOIN registration AS g ON g.registration_id = l.registration_id
    WHERE r.name_state = 'plain' AND length(s.institution) >= 3
),

-- Several listings may raise one question.
question_wish AS (
    SELECT 'physician' AS subject, province, name, institution, min(reason) AS reason, max(age_days) AS weight
    FROM wish
    GROUP BY province, name, institution

    UNION ALL

    -- Where most people are registered comes first.
    SELECT 'institution', p.name, '', k.name, 4, max(coalesce(f.person_count, 0))
    FROM known_institution AS k
    LEFT JOIN staff AS f USING (institution_id)
    JOIN province_name AS p USING (province)
    WHERE k.name IS NOT NULL
    GROUP BY p.name, k.name
),

asked AS (
    SELECT
        q.source_id, q.province, q.name, q.institution,
        -- A question that is too broad today is so tomorrow.
        max(q.asked_at) FILTER (q.outcome IN ('answer', 'empty', 'too_broad')) AS answered_at
    FROM question AS q
    JOIN run AS r USING (run_id)
    -- Nothing of what a failed run was answered was taken in.
    WHERE r.outcome <> 'failed'
    GROUP BY q.source_id, q.province, q.name, q.institution
)

SELECT
    o.source_id,
    row_number() OVER (
        PARTITION BY o.source_id
        -- Conflicts, ambiguous, unlinked; then the rest, those never asked after the oldest.
        ORDER BY w.reason, a.answered_at IS NULL AND w.reason = 4, w.weight DESC, w.province, w.name, w.institution
    ) AS priority,
    w.province,
    w.name,
    w.institution,
    ['conflict', 'ambiguous', 'unlinked', 'age'][w.reason] AS reason
FROM source AS o
JOIN question_wish AS w USING (subject)
LEFT JOIN asked AS a
    ON a.source_id = o.source_id AND a.province = w.province AND a.name = w.name AND a.institution = w.institution
WHERE
    o.covering = 'lookup'
    AND o.tier IN ('national', 'provincial')
    AND coalesce(date_diff('day', day_of(a.answered_at), $today) > o.age_limit_days, true)
-- More than any night can ask.
QUALIFY priority <= 20000
