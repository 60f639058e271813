-- One row per official entry (weight: above all), and per lower entry with a best official person and its match weight.
-- Reads: pair (Splink's), comparable, official_entry. Of two people who fit a lower entry equally well it is neither.
WITH side AS (
    SELECT unique_id, listing_no, person_key FROM comparable
),

person AS (
    SELECT
        coalesce(l.listing_no, r.listing_no) AS listing_no,
        coalesce(l.person_key, r.person_key) AS person_key,
        max(p.match_weight) AS match_weight
    FROM pair AS p
    JOIN side AS l ON l.unique_id = p.unique_id_l
    JOIN side AS r ON r.unique_id = p.unique_id_r
    GROUP BY ALL
)

SELECT listing_no, any_value(person_key) AS cluster, any_value(match_weight) AS match_weight
FROM (SELECT * FROM person QUALIFY rank() OVER (PARTITION BY listing_no ORDER BY match_weight DESC) = 1)
GROUP BY listing_no
HAVING count(*) = 1

UNION ALL

SELECT listing_no, person_key, 'Infinity'::DOUBLE FROM official_entry
