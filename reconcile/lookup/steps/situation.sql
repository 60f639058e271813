-- One row per question: the province it is about (NULL: the country), and how many institutions its text may mean.
-- Reads: whereabouts, meant.
SELECT
    a.no,
    -- One institution stands where it stands, whatever province was written beside it.
    coalesce(CASE WHEN m.meaning_count = 1 THEN m.province END, a.place) AS place,
    coalesce(m.meaning_count, 0) AS meaning_count
FROM whereabouts AS a
LEFT JOIN (SELECT no, min(province) AS province, min(meaning_count) AS meaning_count FROM meant GROUP BY no) AS m
    ON m.no = a.no
