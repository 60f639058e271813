-- One row per listing that is one too many: its source already means the person by as many listings as one can have.
-- Key: the source and the person.
-- Reads: found_link, source, statement (the first sighting, which no later listing can come before).
WITH linked AS (
    SELECT f.source_id, f.practitioner_id, f.source_record_id, f.rule, f.probability
    FROM found_link AS f
    JOIN source AS s USING (source_id)
    WHERE f.outcome = 'linked' AND tier_order(s.tier) > 2
),

crowd AS (
    SELECT source_id, practitioner_id FROM linked GROUP BY source_id, practitioner_id HAVING count(*) > $crowd
)

SELECT l.source_id, l.practitioner_id, l.source_record_id
FROM linked AS l
SEMI JOIN crowd USING (source_id, practitioner_id)
JOIN statement AS s USING (source_id, source_record_id)
-- The best are kept: those that people judged, those with the number, the likeliest; of equals those that came first.
QUALIFY
    row_number() OVER (
        PARTITION BY l.source_id, l.practitioner_id
        ORDER BY l.rule <> 'judgement', l.rule <> 'certificate', l.probability DESC, s.first_seen_at, l.source_record_id
    ) > $crowd
    AND l.rule <> 'judgement'
