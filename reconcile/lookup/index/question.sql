-- One row per question that a look-up source of physicians has answered, and day it did so.
-- Reads: question, suppressed_question, question_key (match keys of what was asked), province_name, indexed_source,
-- source.
SELECT DISTINCT
    s.source_no,
    k.name_key,
    coalesce(k.institution_key, '') AS institution_key,
    coalesce(p.province, '') AS province,
    day_of(q.asked_at)::VARCHAR AS asked_on
FROM question AS q
ANTI JOIN suppressed_question USING (source_id, run_id, address)
JOIN question_key AS k ON k.name = q.name AND k.institution = coalesce(q.institution, '')
JOIN indexed_source AS s USING (source_id)
JOIN source AS o ON o.source_id = q.source_id AND o.subject = 'physician'
LEFT JOIN province_name AS p ON p.name = q.province
WHERE q.outcome IN ('answer', 'empty')
ORDER BY ALL
