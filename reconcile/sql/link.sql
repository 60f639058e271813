-- One row per source record currently listed: whom it is about.
-- Reads: statement, registration_record, act_link, lower_record, ranked_person, scored_pair, anchor.
WITH numbered AS (
    -- A number we know, with a compatible name; of several registrations under it the one that fits best.
    SELECT record_no, person_no, anchor_no
    FROM ranked_person
    WHERE is_same_number
    QUALIFY row_number() OVER (PARTITION BY record_no ORDER BY place) = 1
),

likely AS (
    SELECT
        record_no,
        arg_min(anchor_no, place) AS anchor_no,
        max(probability) AS probability,
        count(*) FILTER (probability >= 0.05) AS candidate_count
    FROM ranked_person
    GROUP BY record_no
),

decided AS (
    SELECT
        r.source_id,
        r.source_record_id,
        CASE
            WHEN r.name_state = 'masked' THEN 'masked'
            WHEN n.record_no IS NOT NULL THEN 'linked'
            WHEN l.probability >= $link_probability AND s.is_placed THEN 'linked'
            WHEN l.candidate_count > 1 THEN 'ambiguous'
            ELSE 'unlinked'
        END AS outcome,
        coalesce(n.anchor_no, l.anchor_no) AS anchor_no,
        CASE WHEN n.record_no IS NULL THEN l.probability ELSE greatest(l.probability, 0.999) END AS probability,
        CASE WHEN n.record_no IS NULL THEN coalesce(l.candidate_count, 0) ELSE 1 END AS candidate_count,
        CASE
            WHEN r.name_state = 'masked' THEN 'masked_name'
            WHEN n.record_no IS NOT NULL THEN 'certificate'
            WHEN l.record_no IS NULL THEN 'no_candidate'
            ELSE 'name_' || s.name_level || '_' || coalesce(s.institution_level, s.region_level, 'alone')
        END AS rule
    FROM lower_record AS r
    LEFT JOIN numbered AS n USING (record_no)
    LEFT JOIN likely AS l USING (record_no)
    LEFT JOIN scored_pair AS s ON s.record_no = r.record_no AND s.anchor_no = l.anchor_no
)

SELECT
    d.source_id,
    d.source_record_id,
    CASE WHEN d.outcome = 'linked' THEN a.practitioner_id END AS practitioner_id,
    CASE WHEN d.outcome = 'linked' THEN a.registration_id END AS registration_id,
    d.outcome,
    d.probability,
    d.rule,
    d.candidate_count
FROM decided AS d
LEFT JOIN anchor AS a USING (anchor_no)

UNION ALL

SELECT k.source_id, k.source_record_id, k.practitioner_id, k.registration_id, 'linked', 1, k.rule, 1
FROM registration_record AS k
JOIN statement AS s USING (source_id, source_record_id)
WHERE s.is_listed

UNION ALL

SELECT source_id, source_record_id, practitioner_id, registration_id, outcome, probability, rule, candidate_count
FROM act_link
