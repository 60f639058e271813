-- One row per date, entry of a lower list and field: the kinds of conflict that may be reported of it ('none': that nothing
-- is), worked out from the world and from what official lists had shown by then (docs/world.md has the rule).
-- Reads: shown (entries of lower lists as held on a date), told (rows of official lists and the day they were read), reading
-- (complete readings of official lists), watched (first reading of each lower list); of the truth person, institution,
-- registration and site; licence_told, the days on which the register of institutions was asked about each.
WITH moment AS (
    SELECT DISTINCT date FROM shown
),

listed AS (
    SELECT DISTINCT date, person_id FROM shown WHERE person_id IS NOT NULL
),

-- ---- what officials had told by each date: per person, list and province the last word, and what came before it
word AS (
    SELECT
        t.person_id,
        t.source_id,
        i.province,
        t.date,
        list(DISTINCT t.institution_id) AS institutions,
        bool_or(t.status IN ('cancelled', 'revoked', 'rescinded')) AS is_ended,
        bool_and(t.status = 'left_filed') AS is_left,
        bool_or(t.name_error IS NOT NULL) AS is_blurred
    FROM told AS t
    JOIN institution AS i USING (institution_id)
    SEMI JOIN listed USING (person_id)
    WHERE NOT t.is_act
    GROUP BY ALL
),

last_word AS (
    SELECT
        l.date,
        l.person_id,
        w.source_id,
        w.province,
        max(w.date) AS told_on,
        arg_max(w.institutions, w.date) AS institutions,
        arg_max(w.is_ended, w.date) AS is_ended,
        arg_max(w.is_left, w.date) AS is_left,
        bool_or(w.is_blurred) AS is_blurred
    FROM listed AS l
    JOIN word AS w ON w.person_id = l.person_id AND w.date <= l.date
    GROUP BY l.date, l.person_id, w.source_id, w.province
),

state AS (
    SELECT
        m.date, r.person_id, r.institution_id, r.status,
        r.status NOT IN ('cancelled', 'revoked', 'rescinded', 'expired') AS is_live,
        r.valid_from,
        r.fits_department
    FROM registration AS r
    JOIN moment AS m ON r.valid_from <= m.date AND coalesce(r.valid_to >= m.date, true)
),

is_practising AS (
    SELECT date, person_id, bool_or(is_live) AS is_live, max(valid_from) AS since, NOT bool_or(fits_department) AS is_odd,
        bool_and(status = 'left_filed') AS has_left
    FROM state
    GROUP BY ALL
),

ended AS (
    SELECT t.person_id, i.province, min(t.date) AS since
    FROM told AS t
    JOIN institution AS i USING (institution_id)
    WHERE t.status IN ('cancelled', 'revoked', 'rescinded')
    GROUP BY ALL
),

-- A list that lacks somebody once may have lost a page; twice, and the person is gone from it.
standing AS (
    SELECT
        w.*,
        m.missed,
        -- An announced end counts whatever a list goes on showing, unless there was a new beginning.
        NOT w.is_ended AND m.missed < 2 AND NOT coalesce(e.since <= w.date AND NOT p.is_live, false) AS is_live
    FROM last_word AS w
    JOIN is_practising AS p USING (date, person_id)
    LEFT JOIN ended AS e ON e.person_id = w.person_id AND e.province = w.province
    JOIN (
        SELECT d.date, d.source_id, d.told_on, count(r.date) AS missed
        FROM (SELECT DISTINCT date, source_id, told_on FROM last_word) AS d
        LEFT JOIN reading AS r ON r.source_id = d.source_id AND r.date > d.told_on AND r.date <= d.date
        GROUP BY ALL
    ) AS m USING (date, source_id, told_on)
),

-- Lists that show filed institutions, those over for less than a year among them (the national query finds by them, and shows none).
filing AS (
    SELECT w.date, w.person_id, s.institution_id, max(s.valid_to) AS valid_to
    FROM standing AS w
    JOIN site AS s
        ON s.person_id = w.person_id AND s.kind = 'filed' AND s.province = w.province
        AND s.valid_from <= w.told_on - 3 AND s.valid_to >= w.told_on - 363
    WHERE w.source_id IN ('cn_zj_register', 'cn_sd_register') AND w.is_live
    GROUP BY ALL
),

person_told AS (
    SELECT
        date,
        person_id,
        bool_or(is_live) AS is_live,
        bool_or(is_blurred) AS is_blurred,
        bool_and(is_live AND is_left) AS is_left_by_all,
        bool_or(is_live AND is_left) AS is_left_by_some,
        count(DISTINCT province) AS provinces,
        list_sort(list(DISTINCT province)) AS told_provinces,
        list(DISTINCT province) FILTER (is_live) AS live_provinces
    FROM standing
    GROUP BY ALL
),

valid AS (
    -- Who is live nowhere is held against the last workplace.
    SELECT DISTINCT w.date, w.person_id, unnest(w.institutions) AS institution_id
    FROM standing AS w
    JOIN person_told AS p USING (date, person_id)
    WHERE w.is_live OR NOT p.is_live

    UNION

    SELECT date, person_id, institution_id FROM filing WHERE valid_to >= date
),

-- Two provinces' files show no whole number: who moves there is somebody new to whoever reads them.
told_ever AS (
    SELECT
        person_id, institution_id, min(date) AS since,
        min(date) FILTER (source_id NOT IN ('cn_gd_register', 'cn_sc_register')) AS numbered_since
    FROM (SELECT person_id, source_id, date, unnest(institutions) AS institution_id FROM word)
    GROUP BY ALL
),

filed_ever AS (
    SELECT person_id, institution_id, min(date) AS since
    FROM filing
    GROUP BY ALL
),

first_told AS (
    SELECT person_id, min(date) AS since
    FROM word
    GROUP BY ALL
),

-- ---- what is so
so AS (
    SELECT s.date, s.person_id, s.institution_id
    FROM state AS s
    JOIN is_practising AS p USING (date, person_id)
    WHERE s.is_live OR NOT p.is_live

    UNION

    SELECT m.date, s.person_id, s.institution_id
    FROM site AS s
    JOIN moment AS m ON s.valid_from <= m.date AND coalesce(s.valid_to >= m.date, true)
    WHERE s.kind = 'filed'
),

-- ---- the ends that were announced, by list or by bulletin
ended_told AS (
    SELECT
        p.date,
        p.person_id,
        count(e.person_id) AS ended,
        count(*) AS provinces
    FROM (SELECT date, person_id, unnest(told_provinces) AS province FROM person_told) AS p
    LEFT JOIN ended AS e ON e.person_id = p.person_id AND e.province = p.province AND e.since <= p.date
    GROUP BY ALL
),

-- ---- institutions that a list can be held against
named_once AS (
    SELECT name
    FROM (SELECT unnest([name, former_name]) AS name FROM institution)
    GROUP BY ALL
    HAVING count(*) = 1
),

known AS (
    SELECT i.institution_id, i.province, i.renamed_on, min(b.date) AS watched_on, min(t.date) AS since, n.name IS NOT NULL AS is_single
    FROM institution AS i
    LEFT JOIN (SELECT institution_id, date FROM told WHERE NOT is_act) AS t USING (institution_id)
    LEFT JOIN named_once AS n ON n.name = i.name
    CROSS JOIN (SELECT min(date) AS date FROM moment) AS b
    GROUP BY i.institution_id, i.province, i.renamed_on, n.name
),

-- Licences given up, of which the register said so after their last day.
closed AS (
    SELECT m.date, i.institution_id, true AS is_closed, i.closed_on
    FROM institution AS i
    JOIN licence_told AS t ON t.institution_id = i.institution_id AND t.date > i.closed_on
    JOIN moment AS m ON m.date >= t.date
    GROUP BY ALL
),

-- An entry goes on from its first date; that of a site from the first date on which it showed it.
first_shown AS (
    SELECT source_id, record, institution_id, min(date) AS since
    FROM shown
    GROUP BY ALL
),

entry AS (
    SELECT
        s.*,
        n.name AS person_name,
        n.instrument,
        p.is_live AS is_told_live,
        p.is_blurred,
        p.is_left_by_all,
        p.is_left_by_some,
        p.provinces,
        p.live_provinces,
        k.province,
        u.is_closed,
        u.closed_on,
        -- Lists without 登记号 tell a renamed institution as another one.
        coalesce(k.renamed_on BETWEEN k.watched_on - 150 AND s.date, false) AS is_renamed,
        coalesce(k.renamed_on <= s.date, false) AS was_renamed,
        NOT is_renamed AND k.is_single AND coalesce(k.since <= s.date, false) AND s.alias_kind IS NULL AS is_named,
        v.person_id IS NOT NULL AS is_valid,
        o.person_id IS NOT NULL AS is_so,
        coalesce(e.since <= s.date, false) AS was_told,
        coalesce(e.numbered_since <= s.date, false) AS was_told_by_number,
        coalesce(f.since <= s.date, false) AS was_filed,
        g.valid_to < s.date AS is_expired,
        c.since > w.since AND c.since >= t.since AS is_seen_to_come,
        a.is_live AS is_practising,
        a.since AS state_since,
        a.is_odd,
        a.has_left,
        d.ended,
        d.provinces AS ended_of
    FROM shown AS s
    JOIN person AS n USING (person_id)
    JOIN person_told AS p ON p.date = s.date AND p.person_id = s.person_id
    JOIN first_told AS t ON t.person_id = s.person_id
    JOIN first_shown AS c ON c.source_id = s.source_id AND c.record = s.record AND c.institution_id IS NOT DISTINCT FROM s.institution_id
    JOIN watched AS w ON w.source_id = s.source_id
    JOIN is_practising AS a ON a.date = s.date AND a.person_id = s.person_id
    LEFT JOIN known AS k ON k.institution_id = s.institution_id
    LEFT JOIN valid AS v ON v.date = s.date AND v.person_id = s.person_id AND v.institution_id = s.institution_id
    LEFT JOIN so AS o ON o.date = s.date AND o.person_id = s.person_id AND o.institution_id = s.institution_id
    LEFT JOIN told_ever AS e ON e.person_id = s.person_id AND e.institution_id = s.institution_id
    LEFT JOIN filed_ever AS f ON f.person_id = s.person_id AND f.institution_id = s.institution_id
    LEFT JOIN filing AS g ON g.date = s.date AND g.person_id = s.person_id AND g.institution_id = s.institution_id
    LEFT JOIN closed AS u ON u.date = s.date AND u.institution_id = s.institution_id
    LEFT JOIN ended_told AS d ON d.date = s.date AND d.person_id = s.person_id
),

site_kind AS (
    SELECT
        date, source_id, record, person_id, planted, 'institution' AS field,
        CASE
            WHEN is_valid AND is_so AND NOT is_renamed THEN ['none']
            WHEN is_valid THEN ['none', 'stale', 'expired_filing']
            WHEN (was_told OR was_filed) AND (is_so OR NOT was_told_by_number AND NOT was_filed) THEN ['none', 'stale', 'expired_filing']
            WHEN was_told AND was_filed THEN ['stale', 'expired_filing']
            WHEN was_told THEN ['stale']
            WHEN is_expired THEN ['expired_filing']
            WHEN was_filed THEN ['expired_filing', 'stale']
            -- Under a name from before our history it stood there unknown.
            WHEN was_renamed THEN ['differs_history_unknown', 'unfiled_site', 'wrong', 'stale']
            WHEN NOT is_seen_to_come THEN ['differs_history_unknown']
            WHEN len(live_provinces) = 1 AND province = live_provinces[1] AND provinces = 1 THEN ['unfiled_site']
            WHEN len(live_provinces) > 0 AND NOT list_contains(live_provinces, province) THEN ['wrong']
            ELSE ['unfiled_site', 'wrong', 'differs_history_unknown']
        END AS kinds,
        is_named,
        is_valid AND is_so AND NOT is_renamed AS is_legal,
        NOT is_valid AND is_so AS is_untold
    FROM entry
),

other_kind AS (
    SELECT
        date, source_id, record, person_id, planted,
        unnest([
            {
                'field': 'status',
                'kinds': CASE
                    WHEN instrument LIKE '%permit' AND NOT is_practising AND seen_on > state_since THEN ['permit_expired']
                    WHEN instrument LIKE '%permit' THEN ['none', 'permit_expired']
                    WHEN is_left_by_all AND has_left AND ended = 0 THEN ['listed_after_leaving']
                    WHEN is_left_by_some AND ended = 0 THEN ['none', 'listed_after_leaving']
                    WHEN is_practising AND ended = ended_of THEN ['none', 'listed_after_cancellation']
                    WHEN is_practising OR ended = 0 THEN ['none']
                    WHEN ended < ended_of OR seen_on < state_since THEN ['none', 'listed_after_cancellation']
                    ELSE ['listed_after_cancellation']
                END
            },
            {'field': 'level', 'kinds': CASE WHEN planted = 'level' THEN ['level_mismatch'] ELSE ['none'] END},
            {'field': 'category', 'kinds': CASE WHEN planted = 'category' THEN ['category_mismatch'] ELSE ['none'] END},
            {'field': 'title', 'kinds': CASE WHEN planted = 'title' THEN ['title_anomaly'] ELSE ['none'] END},
            {
                'field': 'name',
                'kinds': CASE
                    WHEN is_blurred OR name_error IN ('other_dot', 'former_name') THEN ['none', 'name_variant']
                    WHEN name_error IN ('homophone', 'near_homophone', 'look_alike', 'unreadable', 'traditional')
                        THEN ['name_variant']
                    ELSE ['none']
                END
            },
            {
                'field': 'licence',
                'kinds': CASE
                    WHEN is_closed AND is_named AND seen_on > closed_on THEN ['institution_closed']
                    WHEN is_closed THEN ['none', 'institution_closed']
                    ELSE ['none']
                END
            },
            {'field': 'department', 'kinds': CASE WHEN is_odd THEN ['scope_mismatch', 'scope_unusual', 'none'] ELSE ['none'] END}
        ]) AS said
    FROM entry
)

SELECT
    date, source_id, record, person_id, planted, field, kinds,
    -- What has to be reported; the rest may be.
    is_named AND NOT list_contains(kinds, 'none') AS is_due,
    is_legal,
    is_untold
FROM site_kind

UNION ALL BY NAME

SELECT
    date, source_id, record, person_id, planted, said.field, said.kinds,
    NOT list_contains(said.kinds, 'none') AS is_due
FROM other_kind
