-- One row per source record currently listed: whom it is about.
-- Reads: statement, registration_record, act_link, lower_record, ranked_person, scored_pair, anchor, judged_listing.
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
        arg_min(person_no, place) AS person_no,
        arg_min(anchor_no, place) AS anchor_no,
        max(probability) AS probability,
        count(*) FILTER (probability >= 0.05) AS candidate_count
    FROM ranked_person
    GROUP BY record_no
),

-- What people judged: whom it means, if they name one, and about whom they are not sure.
judged AS (
    SELECT
        j.record_no,
        count(*) FILTER (j.verdict = 'same') AS same_count,
        any_value(CASE WHEN j.is_of_registration THEN j.anchor_no ELSE coalesce(p.anchor_no, j.anchor_no) END)
            FILTER (j.verdict = 'same') AS anchor_no,
        list(j.person_no) FILTER (j.verdict = 'unsure') AS unsure
    FROM judged_listing AS j
    LEFT JOIN ranked_person AS p USING (record_no, person_no)
    WHERE j.verdict IN ('same', 'unsure')
    GROUP BY j.record_no
),

found AS (
    SELECT
        r.source_id,
        r.source_record_id,
        r.name_state,
        l.record_no IS NOT NULL AS is_candidate,
        n.record_no IS NOT NULL AS is_numbered,
        l.probability,
        l.candidate_count,
        coalesce(n.anchor_no, l.anchor_no) AS anchor_no,
        j.same_count,
        j.anchor_no AS judged_anchor_no,
        len(j.unsure) > 0 AS is_unsure,
        coalesce(list_contains(j.unsure, coalesce(n.person_no, l.person_no)), false) AS is_best_unsure,
        n.record_no IS NOT NULL OR (l.probability >= $link_probability AND s.is_placed) AS is_sure,
        'name_' || s.name_level || '_' || coalesce(s.institution_level, s.region_level, 'alone') AS name_rule
    FROM lower_record AS r
    LEFT JOIN numbered AS n USING (record_no)
    LEFT JOIN likely AS l USING (record_no)
    LEFT JOIN judged AS j USING (record_no)
    LEFT JOIN scored_pair AS s ON s.record_no = r.record_no AND s.anchor_no = l.anchor_no
),

decided AS (
    SELECT
        source_id,
        source_record_id,
        CASE
            WHEN same_count = 1 THEN 'linked'
            -- Two people at once: judgements that contradict each other.
            WHEN same_count > 1 THEN 'ambiguous'
            WHEN name_state = 'masked' THEN 'masked'
            WHEN is_sure AND NOT is_best_unsure THEN 'linked'
            WHEN candidate_count > 1 OR is_unsure THEN 'ambiguous'
            ELSE 'unlinked'
        END AS outcome,
        CASE WHEN same_count = 1 THEN judged_anchor_no ELSE anchor_no END AS anchor_no,
        CASE
            WHEN same_count = 1 THEN 1
            WHEN is_numbered THEN greatest(probability, 0.999)
            ELSE probability
        END AS probability,
        CASE
            WHEN same_count > 0 THEN same_count
            WHEN is_numbered THEN 1
            ELSE greatest(coalesce(candidate_count, 0), coalesce(is_unsure, false)::INT)
        END AS candidate_count,
        CASE
            WHEN same_count > 0 THEN 'judgement'
            WHEN name_state = 'masked' THEN 'masked_name'
            -- They left it open, and nothing else has settled it.
            WHEN is_unsure AND (is_best_unsure OR NOT coalesce(is_sure, false)) THEN 'judgement'
            WHEN is_numbered THEN 'certificate'
            WHEN NOT is_candidate THEN 'no_candidate'
            ELSE name_rule
        END AS rule
    FROM found
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
