-- One row per institution shown that may mean one we know: how many it may mean, and where it is, as far as all of them
-- are in one place.
-- Reads: meaning, known_institution.
SELECT
    m.shown_no,
    any_value(m.meaning_count) AS meaning_count,
    CASE WHEN min(k.province) = max(k.province) THEN min(k.province) END AS province,
    CASE WHEN min(k.division[:4]) = max(k.division[:4]) THEN min(k.division[:4]) END AS city
FROM meaning AS m
JOIN known_institution AS k USING (institution_id)
GROUP BY m.shown_no
