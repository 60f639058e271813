-- One row per name and person that listings of a lower tier are in doubt about: the listing to judge first, first those
-- whose answer is most likely to change, weighed by what hangs on it.
-- Reads: link, lower_record, ranked_person, scored_pair, anchor, registration, practitioner, statement, conflict,
-- conflict_kind, registration_record, judgement, given_judgement (judgements.csv as it is now).
WITH judged AS (
    -- What is judged already, even if no reconcile has read it yet; what is open again is not.
    SELECT g.verdict, unnest([
        {'source_id': g.left_source_id, 'source_record_id': g.left_record_id, 'other': {'s': g.right_source_id, 'r': g.right_record_id}},
        {'source_id': g.right_source_id, 'source_record_id': g.right_record_id, 'other': {'s': g.left_source_id, 'r': g.left_record_id}}
    ], recursive := false) AS side
    FROM given_judgement AS g
    ANTI JOIN (SELECT * FROM judgement WHERE state <> 'applies') AS j
        ON j.judgement_no = g.judgement_no AND j.decided_at = g.decided_at
        AND j.left_record_id = g.left_record_id AND j.right_record_id = g.right_record_id
),

settled AS (
    SELECT side.source_id, side.source_record_id FROM judged WHERE verdict = 'same'
),

said AS (
    SELECT j.side.source_id, j.side.source_record_id, k.practitioner_id
    FROM judged AS j
    JOIN registration_record AS k ON k.source_id = j.side.other.s AND k.source_record_id = j.side.other.r
),

-- Of a linked listing the link itself is in doubt, of another one the likeliest candidate nobody has judged.
doubted AS (
    SELECT
        r.source_id,
        r.source_record_id,
        r.name_key,
        l.outcome,
        l.candidate_count,
        a.practitioner_id,
        a.registration_id,
        p.person_no,
        p.probability,
        CASE WHEN l.outcome = 'linked' THEN 1 - p.probability ELSE p.probability END AS change,
        s.institution_level,
        s.level_level,
        s.category_level,
        s.name_level
    FROM link AS l
    JOIN lower_record AS r USING (source_id, source_record_id)
    JOIN ranked_person AS p USING (record_no)
    JOIN anchor AS a USING (anchor_no)
    JOIN scored_pair AS s USING (record_no, anchor_no)
    ANTI JOIN settled AS x ON x.source_id = r.source_id AND x.source_record_id = r.source_record_id
    ANTI JOIN said AS y
        ON y.source_id = r.source_id AND y.source_record_id = r.source_record_id AND y.practitioner_id = a.practitioner_id
    WHERE CASE l.outcome
        WHEN 'linked' THEN l.rule NOT IN ('judgement', 'certificate') AND a.practitioner_id = l.practitioner_id
        ELSE l.outcome <> 'masked'
    END
    QUALIFY row_number() OVER (PARTITION BY record_no ORDER BY p.place) = 1
),

-- What goes if the answer changes: of a link every difference it gave rise to, else that nobody was found.
closing AS (
    SELECT source_id, source_record_id, kind
    FROM conflict
    WHERE resolved_at IS NULL
),

-- What may come in its place, by what the pair differs in; only a reconcile can say for sure.
opening AS (
    SELECT
        d.source_id,
        d.source_record_id,
        unnest(list_filter([
            CASE
                WHEN has_ended(g.status) THEN 'listed_after_cancellation'
                WHEN g.status = 'expired' THEN 'permit_expired'
            END,
            CASE
                WHEN d.institution_level = 'former' THEN 'stale'
                WHEN starts_with(d.institution_level, 'elsewhere') THEN 'differs_history_unknown'
            END,
            CASE WHEN d.level_level = 'different' THEN 'level_mismatch' END,
            CASE WHEN d.category_level = 'different' THEN 'category_mismatch' END,
            CASE WHEN d.name_level <> 'exact' THEN 'name_variant' END
        ], lambda kind: kind IS NOT NULL)) AS kind
    FROM doubted AS d
    JOIN registration AS g USING (registration_id)
    WHERE d.outcome <> 'linked'
),

hanging AS (
    SELECT
        source_id,
        source_record_id,
        list(DISTINCT kind ORDER BY kind) FILTER (is_closing) AS closes,
        list(DISTINCT kind ORDER BY kind) FILTER (NOT is_closing) AS opens,
        sum(list_position(['info', 'low', 'medium', 'high'], k.severity)) AS weight
    FROM (SELECT *, true AS is_closing FROM closing UNION ALL SELECT *, false FROM opening)
    JOIN conflict_kind AS k USING (kind)
    GROUP BY source_id, source_record_id
),

-- Listings of one name in doubt about one person: whoever finds out for one knows of all.
weighed AS (
    SELECT
        d.*,
        coalesce(h.closes, []) AS closes,
        coalesce(h.opens, []) AS opens,
        list(d.source_id || ':' || d.source_record_id ORDER BY d.source_id, d.source_record_id) OVER same AS alike,
        round(d.change * (1 + coalesce(h.weight, 0)) * count(*) OVER same, 4) AS value
    FROM doubted AS d
    LEFT JOIN hanging AS h USING (source_id, source_record_id)
    WHERE d.change >= 0.01
    WINDOW same AS (PARTITION BY d.practitioner_id, d.name_key, d.outcome = 'linked')
),

first AS (
    SELECT *
    FROM weighed
    QUALIFY row_number() OVER (
        PARTITION BY practitioner_id, name_key, outcome = 'linked' ORDER BY value DESC, source_id, source_record_id
    ) = 1
)

SELECT
    w.source_id,
    w.source_record_id,
    s.name,
    s.institution,
    w.outcome,
    w.probability,
    w.candidate_count,
    w.registration_id,
    w.practitioner_id,
    t.name AS official_name,
    g.main_institution AS official_institution,
    g.status AS official_status,
    w.closes,
    w.opens,
    -- The others.
    list_filter(w.alike, lambda name: name <> w.source_id || ':' || w.source_record_id) AS alike,
    w.value
FROM first AS w
JOIN statement AS s USING (source_id, source_record_id)
JOIN registration AS g USING (registration_id)
JOIN practitioner AS t ON t.practitioner_id = w.practitioner_id
ORDER BY w.value DESC, w.practitioner_id, w.source_id, w.source_record_id
LIMIT $limit
