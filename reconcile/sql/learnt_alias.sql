-- One row per name shown that is none of any institution in the place, or at best a short form, and the institution that
-- most of the people shown under it are at by official records (a part of the model): a name learnt, with its support.
-- Reads: shown_number, lower_record, statement, named_meaning, anchor, anchor_name, anchor_site, name_frequency.
WITH open_name AS (
    SELECT shown_no, institution_key, nullif(province, '') AS province, nullif(city, '') AS city
    FROM shown_number
    ANTI JOIN (SELECT shown_no FROM named_meaning WHERE relation <> 'short') USING (shown_no)
),

-- Whom a listing can only mean, wherever they work: one person of that name in the province (or of the number shown).
-- Links would not do, since they rest on what the name of the institution means.
meant AS (
    SELECT r.shown_no, min(a.person_no) AS person_no
    FROM lower_record AS r
    SEMI JOIN open_name USING (shown_no)
    JOIN name_frequency AS f ON f.form = 'key' AND f.value = r.name_key
    JOIN anchor_name AS n USING (name_key)
    JOIN anchor AS a USING (anchor_no)
    WHERE
        r.name_state = 'plain'
        -- Of common names one bearer is not the only one for long.
        AND f.person_count <= 40
        AND coalesce(r.province = a.province, true)
        AND coalesce(r.certificate_no = a.certificate_no, true)
    GROUP BY r.shown_no, r.record_no
    HAVING min(a.person_no) = max(a.person_no)
),

-- Where they are or were, so that those who left a house speak for it no less than for where they went.
vote AS (
    SELECT v.shown_no, i.institution_id, count(*) AS person_count
    FROM (SELECT DISTINCT shown_no, person_no FROM meant) AS v
    JOIN (SELECT DISTINCT a.person_no, s.institution_id FROM anchor AS a JOIN anchor_site AS s USING (anchor_no)) AS i
        USING (person_no)
    GROUP BY v.shown_no, i.institution_id
),

elected AS (
    SELECT v.*, q.person_count AS asked_count
    FROM vote AS v
    JOIN (SELECT shown_no, count(DISTINCT person_no) AS person_count FROM meant GROUP BY shown_no) AS q USING (shown_no)
    -- Two of as many votes: neither.
    QUALIFY count(*) OVER (PARTITION BY v.shown_no, v.person_count) = 1
        AND v.person_count = max(v.person_count) OVER (PARTITION BY v.shown_no)
),

written AS (
    SELECT r.shown_no, min(s.institution) AS alias
    FROM lower_record AS r
    SEMI JOIN elected USING (shown_no)
    JOIN statement AS s USING (source_id, source_record_id)
    GROUP BY r.shown_no
)

SELECT
    e.institution_id,
    w.alias,
    n.institution_key AS alias_key,
    n.province,
    n.city,
    e.person_count AS support_count,
    e.asked_count
FROM elected AS e
JOIN open_name AS n USING (shown_no)
JOIN written AS w USING (shown_no)
-- What a short form means already need not be learnt.
ANTI JOIN (SELECT shown_no, institution_id FROM named_meaning WHERE meaning_count = 1) AS m
    ON m.shown_no = e.shown_no AND m.institution_id = e.institution_id
WHERE e.person_count >= $learnt_support AND e.person_count >= $learnt_share * e.asked_count
