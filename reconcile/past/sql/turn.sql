-- One row per two sources that are contested somewhere, and day on which another of them is too old or the later one.
-- Key: source and other source.
-- Reads: contested, source_day, source.
WITH pair AS (
    SELECT DISTINCT c.source_id, c.other_source_id, c.is_tie, a.age_limit_days AS limit_a, b.age_limit_days AS limit_b
    FROM contested AS c
    JOIN known.source AS a ON a.source_id = c.source_id
    JOIN known.source AS b ON b.source_id = c.other_source_id
),

event AS (
    SELECT p.*, unnest([d.day, d.asserted_on + limit_a::INT + 1]) AS day FROM pair AS p JOIN source_day AS d USING (source_id)
    UNION
    SELECT p.*, unnest([d.day, d.asserted_on + limit_b::INT + 1])
    FROM pair AS p JOIN source_day AS d ON d.source_id = p.other_source_id
),

dated AS (
    SELECT
        e.*,
        coalesce(e.day - a.asserted_on > limit_a, true) AS is_a_old,
        coalesce(e.day - b.asserted_on > limit_b, true) AS is_b_old,
        sign(coalesce(a.asserted_on, DATE '0001-01-01') - coalesce(b.asserted_on, DATE '0001-01-01')) AS later
    FROM event AS e
    ASOF LEFT JOIN source_day AS a ON a.source_id = e.source_id AND a.day <= e.day
    ASOF LEFT JOIN source_day AS b ON b.source_id = e.other_source_id AND b.day <= e.day
    WHERE e.day IS NOT NULL
),

-- Which of the two is the later counts for equals, and for one too old.
told AS (
    SELECT *, (is_a_old, is_b_old, CASE WHEN is_tie OR is_a_old OR is_b_old THEN later END) AS state FROM dated
)

SELECT source_id, other_source_id, is_tie, day
FROM told
QUALIFY state IS DISTINCT FROM lag(state) OVER (PARTITION BY source_id, other_source_id, is_tie ORDER BY day)
