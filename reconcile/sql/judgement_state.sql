-- One row per judgement: what became of it, and the rows of the file it contradicts. Key: the listing, or the people tied.
-- Reads: judged_pair, judged_tie, judged_person, person_record, listing_judgement, judged_listing.
WITH applying AS (
    SELECT * FROM judged_pair WHERE state = 'applies'
),

-- Between official records: the latest verdict on the two people, and the chain of people that it is part of.
official AS (
    SELECT
        j.judgement_no,
        coalesce(t.verdict, j.verdict) AS latest_verdict,
        CASE
            WHEN j.verdict <> 'unsure' AND p.is_contradicted AND p.senior_key = q.senior_key
                THEN 'people ' || p.senior_key
        END AS quarrel
    FROM applying AS j
    JOIN person_record AS l ON l.source_id = j.left_source_id AND l.source_record_id = j.left_record_id
    JOIN person_record AS r ON r.source_id = j.right_source_id AND r.source_record_id = j.right_record_id
    LEFT JOIN judged_tie AS t
        ON t.left_key = least(l.person_key, r.person_key) AND t.right_key = greatest(l.person_key, r.person_key)
    LEFT JOIN judged_person AS p ON p.person_key = l.person_key
    LEFT JOIN judged_person AS q ON q.person_key = r.person_key
),

meant AS (
    SELECT record_no, count(*) AS same_count
    FROM judged_listing
    WHERE verdict = 'same'
    GROUP BY record_no
),

-- Of a listing: the latest verdict on it and the person.
lower_side AS (
    SELECT
        j.judgement_no,
        g.verdict AS latest_verdict,
        CASE WHEN j.verdict = 'same' AND m.same_count > 1 THEN 'listing ' || j.record_no END AS quarrel
    FROM listing_judgement AS j
    JOIN judged_listing AS g USING (record_no, person_no)
    LEFT JOIN meant AS m USING (record_no)
),

known AS (
    SELECT * FROM official UNION ALL SELECT * FROM lower_side
),

judged AS (
    SELECT
        j.judgement_no,
        CASE
            WHEN k.latest_verdict <> j.verdict THEN 'replaced'
            WHEN k.quarrel IS NOT NULL THEN 'contradicted'
            ELSE j.state
        END AS state,
        k.quarrel
    FROM judged_pair AS j
    LEFT JOIN known AS k USING (judgement_no)
),

quarrel AS (
    SELECT quarrel, list(judgement_no ORDER BY judgement_no) AS judgement_nos
    FROM judged
    WHERE state = 'contradicted'
    GROUP BY quarrel
)

SELECT j.judgement_no, j.state, q.judgement_nos AS contradicting
FROM judged AS j
LEFT JOIN quarrel AS q ON j.state = 'contradicted' AND q.quarrel = j.quarrel
