-- One row per institution name shown in a place and institution it may mean.
-- Reads: shown_number, institution_name, known_institution, staff (how many work there, as the model has it).
WITH shown AS (
    SELECT shown_no, institution_key, nullif(province, '') AS province, nullif(city, '') AS city
    FROM shown_number
),

official_name AS (
    SELECT institution_key, count(*) AS count
    FROM institution_name
    WHERE relation = 'official'
    GROUP BY institution_key
),

possible AS (
    SELECT
        s.shown_no,
        n.institution_id,
        n.relation,
        coalesce(f.person_count, 0) AS person_count,
        CASE n.relation WHEN 'official' THEN 1 WHEN 'user' THEN 1 WHEN 'short' THEN 3 ELSE 2 END AS strength,
        k.division[:4] = s.city AS is_city
    FROM shown AS s
    JOIN institution_name AS n USING (institution_key)
    JOIN known_institution AS k USING (institution_id)
    LEFT JOIN staff AS f USING (institution_id)
    LEFT JOIN official_name AS o USING (institution_key)
    -- A place that differs is another institution, unless the full official name exists once in the country.
    WHERE
        (s.province IS NULL OR k.province IS NULL OR s.province = k.province OR (n.relation = 'official' AND o.count = 1))
        -- A short form is said where the house is: another city has a 旧县卫生院 of its own.
        AND (n.relation <> 'short' OR coalesce(s.city = k.division[:4] OR k.division[3:4] = '00', true))
),

strongest AS (
    SELECT *
    FROM possible
    QUALIFY strength = min(strength) OVER (PARTITION BY shown_no)
),

nearest AS (
    SELECT *
    FROM strongest
    QUALIFY coalesce(is_city, false) = max(coalesce(is_city, false)) OVER (PARTITION BY shown_no)
)

SELECT
    shown_no,
    institution_id,
    relation,
    count(*) OVER (PARTITION BY shown_no) AS meaning_count,
    sum(person_count) OVER (PARTITION BY shown_no) AS person_count
FROM nearest
-- A name that could be any of very many (市人民医院 without a place) says nothing.
QUALIFY count(*) OVER (PARTITION BY shown_no) <= 40
