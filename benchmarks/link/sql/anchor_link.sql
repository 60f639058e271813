-- One row per lower tier, and one for all of them ('all'): links of its entries to official people.
-- Reads: placed (of all people). An entry is linked rightly if official entries of its person are in its cluster.
WITH anchor AS (
    SELECT DISTINCT cluster, person_id FROM placed WHERE is_official AND person_id IS NOT NULL
),

shown AS (
    SELECT DISTINCT person_id FROM anchor
),

lower_entry AS (
    SELECT
        p.tier,
        p.is_linked,
        p.is_linked AND a.person_id IS NOT NULL AS is_right,
        s.person_id IS NOT NULL AS is_known
    FROM placed AS p
    LEFT JOIN anchor AS a USING (cluster, person_id)
    LEFT JOIN shown AS s USING (person_id)
    WHERE NOT p.is_official
)

SELECT
    coalesce(tier, 'all') AS tier,
    count(*) AS entries,
    count(*) FILTER (is_known) AS known,
    count(*) FILTER (is_linked) AS linked,
    count(*) FILTER (is_right) AS is_right,
    -- Of someone whom no official record shows, or of nobody, and linked all the same.
    count(*) FILTER (is_linked AND NOT is_known) AS pulled_in,
    count(*) FILTER (is_right) / nullif(count(*) FILTER (is_linked), 0) AS precision,
    count(*) FILTER (is_right) / nullif(count(*) FILTER (is_known), 0) AS recall
FROM lower_entry
GROUP BY GROUPING SETS ((tier), ())
