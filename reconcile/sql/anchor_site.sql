-- One row per registration and institution it is or was officially at: main, filed, or former.
-- Reads: anchor, registration_record, official_site.
SELECT
    a.anchor_no,
    i.institution_id,
    CASE
        WHEN bool_or(i.is_current AND i.role = 'main') THEN 'main'
        WHEN bool_or(i.is_current) THEN 'filed'
        ELSE 'former'
    END AS kind
FROM official_site AS i
JOIN registration_record AS k USING (source_id, source_record_id)
JOIN anchor AS a USING (registration_id)
GROUP BY a.anchor_no, i.institution_id
