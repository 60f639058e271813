-- One row per listed record of a lower tier, under a small number: what may tell whom it is about.
-- Reads: placed_record, record_number, shown_number.
SELECT
    n.record_no,
    -- Which institution is shown where: resolved once for all records that show it. NULL: none is shown.
    s.shown_no,
    p.*
FROM placed_record AS p
JOIN record_number AS n USING (source_id, source_record_id)
LEFT JOIN shown_number AS s
    ON s.institution_key = p.institution_key
    AND s.province = coalesce(p.province, '') AND s.city = coalesce(p.city, '')
