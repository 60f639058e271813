-- One row per registration and name it is or was officially under.
-- Reads: anchor, registration_record, official_content, statement, former_name.
WITH stated AS (
    SELECT k.registration_id, c.name_key, c.name_sound, c.is_current
    FROM official_content AS c
    JOIN registration_record AS k USING (source_id, source_record_id)
    WHERE c.name_key IS NOT NULL

    UNION ALL

    SELECT k.registration_id, unnest(n.former_keys), NULL, false
    FROM statement AS s
    JOIN registration_record AS k USING (source_id, source_record_id)
    JOIN former_name AS n USING (former_names)
)

SELECT a.anchor_no, a.person_no, s.name_key, any_value(s.name_sound) AS name_sound, bool_or(s.is_current) AS is_current
FROM stated AS s
JOIN anchor AS a USING (registration_id)
GROUP BY a.anchor_no, a.person_no, s.name_key
