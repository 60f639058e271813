-- One row: where a listing and the registrations of a person meet, of all that could have made them candidates.
-- Reads: lower_record, anchor, anchor_name, anchor_site, anchor_pattern, meaning, judged_listing, candidate.
WITH asked AS (
    SELECT * FROM lower_record WHERE record_no = $record_no
),

theirs AS (
    SELECT * FROM anchor WHERE list_contains($registration_ids, registration_id)
)

SELECT
    CASE
        WHEN bool_or(n.name_key = r.name_key) THEN 'exact'
        WHEN bool_or(names_agree(r.name_key, r.name_sound, [], n.name_key, n.name_sound, [])) THEN 'agree'
        WHEN bool_or(r.name_key LIKE replace(p.pattern, '?', '_')) THEN 'one_character'
        ELSE 'other'
    END AS name,
    coalesce(bool_or(a.certificate_no = r.certificate_no), false) AS is_same_number,
    coalesce(bool_or(m.institution_id IS NOT NULL), false) AS is_same_institution,
    coalesce(bool_or(a.province = r.province), false) AS is_same_province,
    -- Other writings, and namesakes beyond the city, are looked for only where the name as written is not found.
    EXISTS (
        FROM candidate AS c
        JOIN anchor_site AS s USING (anchor_no)
        JOIN meaning AS o ON o.institution_id = s.institution_id AND o.shown_no = any_value(r.shown_no)
        WHERE c.record_no = $record_no AND c.name_level = 'exact'
    ) AS is_name_found_there,
    any_value(j.verdict) AS verdict
FROM asked AS r
CROSS JOIN theirs AS a
LEFT JOIN anchor_name AS n ON n.anchor_no = a.anchor_no
LEFT JOIN anchor_site AS i ON i.anchor_no = a.anchor_no
LEFT JOIN meaning AS m ON m.shown_no = r.shown_no AND m.institution_id = i.institution_id
LEFT JOIN anchor_pattern AS p ON p.anchor_no = a.anchor_no
LEFT JOIN judged_listing AS j ON j.record_no = r.record_no AND j.person_no = a.person_no
