-- One row per lower record and person it may be about: the best of the person's registrations, and the probability.
-- Reads: scored_pair, lower_record, coverage, name_frequency, learnt_weight, anchor.
WITH best AS (
    -- Registrations of one person do not compete: the one that fits best stands for all.
    SELECT s.record_no, s.person_no, s.anchor_no, a.registration_id, s.score, s.is_same_number
    FROM scored_pair AS s
    JOIN anchor AS a USING (anchor_no)
    QUALIFY row_number() OVER (
        PARTITION BY s.record_no, s.person_no
        ORDER BY s.score DESC, a.is_active DESC NULLS LAST, a.registration_id
    ) = 1
),

-- Nobody we know of: people officially unknown to us, in the same measure as those we know.
unknown AS (
    SELECT
        r.record_no,
        -- Of a name with very many bearers not all are compared, and so the rest is unknown too: those of known people who
        -- are shown elsewhere than we know them to be.
        coalesce(i.share, p.share, n.share, 0.5) AS known,
        (1 - known * CASE WHEN f.person_count > 8 THEN 2 ** w.weight ELSE 1 END) / known AS weight
    FROM lower_record AS r
    LEFT JOIN name_frequency AS f ON f.form = 'key' AND f.value = r.name_key
    LEFT JOIN learnt_weight AS w ON w.feature = 'coverage' AND w.level = 'shown_right'
    LEFT JOIN coverage AS i ON i.shown_no = r.shown_no AND i.province = coalesce(r.province, '')
    LEFT JOIN coverage AS p ON p.shown_no IS NULL AND p.province = coalesce(r.province, '')
    LEFT JOIN coverage AS n ON n.shown_no IS NULL AND n.province IS NULL
)

SELECT
    b.record_no,
    b.person_no,
    b.anchor_no,
    b.is_same_number,
    -- Rounded: what is added up in another order must not give another value.
    round(2 ** least(b.score, 60) / (sum(2 ** least(b.score, 60)) OVER (PARTITION BY b.record_no) + u.weight), 4) AS probability,
    row_number() OVER (PARTITION BY b.record_no ORDER BY b.score DESC, b.registration_id) AS place
FROM best AS b
JOIN unknown AS u USING (record_no)
