-- One row per question and institution its text may mean, by the rules of `meaning` (docs/linking.md).
-- Reads: asked, whereabouts, institution_name, institution.
WITH possible AS (
    SELECT
        a.no,
        n.institution_no,
        i.province,
        CASE n.relation WHEN 'official' THEN 1 WHEN 'user' THEN 1 WHEN 'short' THEN 3 ELSE 2 END AS strength,
        coalesce(substr(i.division, 1, 4) = w.city, 0) AS is_city
    FROM asked AS a
    JOIN whereabouts AS w ON w.no = a.no
    CROSS JOIN institution_name AS n ON n.institution_key = a.institution_key
    JOIN institution AS i ON i.institution_no = n.institution_no
    -- A place that differs is another institution, unless the full official name exists once in the country.
    WHERE
        w.place IS NULL
        OR i.province IS NULL
        OR w.place = i.province
        OR (
            n.relation = 'official'
            AND (
                SELECT count(*) FROM institution_name AS o
                WHERE o.institution_key = a.institution_key AND o.relation = 'official'
            ) = 1
        )
),

strongest AS (
    SELECT *, max(is_city) OVER (PARTITION BY no) AS best_city
    FROM (SELECT *, min(strength) OVER (PARTITION BY no) AS best FROM possible)
    WHERE strength = best
),

counted AS (
    SELECT no, institution_no, province, count(*) OVER (PARTITION BY no) AS meaning_count
    FROM strongest
    WHERE is_city = best_city
)

SELECT * FROM counted
-- A name that could be any of very many (市人民医院 without a place) says nothing.
WHERE meaning_count <= 40
