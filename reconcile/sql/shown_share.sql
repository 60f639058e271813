-- One row per shown institution (and one per province, shown_no NULL): of the people shown, the share we find (a part of
-- the model).
-- Reads: lower_record, meaning, candidate, anchor_site.
-- Of the plain names shown at an institution that is known by one meaning, how many does our history know there?
WITH asked AS (
    SELECT r.record_no, r.shown_no, coalesce(r.province, '') AS province
    FROM lower_record AS r
    JOIN meaning AS m USING (shown_no)
    WHERE r.name_state = 'plain' AND m.meaning_count = 1
),

found AS (
    SELECT DISTINCT c.record_no
    FROM candidate AS c
    JOIN asked AS q USING (record_no)
    JOIN meaning AS m USING (shown_no)
    JOIN anchor_site AS i ON i.anchor_no = c.anchor_no AND i.institution_id = m.institution_id
    WHERE c.name_level = 'exact'
),

counted AS (
    SELECT q.shown_no, q.province, count(*) AS asked_count, count(f.record_no) AS found_count
    FROM asked AS q
    LEFT JOIN found AS f USING (record_no)
    GROUP BY q.shown_no, q.province
),

national AS (
    SELECT sum(found_count) / sum(asked_count) AS share FROM counted
),

by_province AS (
    SELECT province, (sum(found_count) + 20 * any_value(n.share)) / (sum(asked_count) + 20) AS share
    FROM counted
    CROSS JOIN national AS n
    GROUP BY province
)

SELECT
    c.shown_no,
    c.province,
    (c.found_count + 10 * p.share) / (c.asked_count + 10) AS share
FROM counted AS c
JOIN by_province AS p USING (province)

UNION ALL

SELECT NULL, province, share FROM by_province

UNION ALL

-- Where nobody could be asked, nothing is known of it; the bounds below would make a share of that.
SELECT NULL, NULL, share FROM national WHERE share IS NOT NULL
