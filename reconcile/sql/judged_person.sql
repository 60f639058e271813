-- One row per person of the rules that judgements tie to another: the senior person they are one with, unless judgements
-- contradict each other (docs/authority.md, rule 5). Key: the people tied, as long as the chain is.
-- Reads: judged_tie, person_record, statement.
WITH RECURSIVE tie AS (
    SELECT left_key AS person_key, right_key AS other_key FROM judged_tie WHERE verdict = 'same'
    UNION ALL
    SELECT right_key, left_key FROM judged_tie WHERE verdict = 'same'
),

-- All whom a person reaches; chains made by hand are short.
reached AS (
    SELECT person_key, person_key AS other_key FROM tie
    UNION
    SELECT r.person_key, t.other_key
    FROM reached AS r
    JOIN tie AS t ON t.person_key = r.other_key
),

-- Those whom a chain makes one and another judgement two.
contradicted AS (
    SELECT DISTINCT r.person_key
    FROM reached AS r
    JOIN judged_tie AS d ON d.verdict = 'different' AND d.left_key = r.other_key
    JOIN reached AS o ON o.person_key = r.person_key AND o.other_key = d.right_key
),

seniority AS (
    SELECT
        k.person_key,
        min((k.rule = 'provisional', s.first_seen_at, s.source_id, s.source_record_id)) AS seniority
    FROM person_record AS k
    JOIN statement AS s USING (source_id, source_record_id)
    SEMI JOIN tie USING (person_key)
    GROUP BY k.person_key
)

SELECT
    r.person_key,
    arg_min(r.other_key, s.seniority) AS senior_key,
    any_value(c.person_key) IS NOT NULL AS is_contradicted
FROM reached AS r
JOIN seniority AS s ON s.person_key = r.other_key
LEFT JOIN contradicted AS c ON c.person_key = r.person_key
GROUP BY r.person_key
