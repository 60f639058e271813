-- One row per person that a listing was compared with, by the registration that fits best.
-- Reads: ranked_person, scored_pair, anchor, registration, practitioner.
SELECT
    p.place,
    p.probability,
    s.score,
    s.is_placed,
    p.is_same_number,
    a.practitioner_id,
    a.registration_id,
    t.name,
    g.main_institution AS institution,
    g.province,
    g.status,
    s.name_level,
    coalesce(s.institution_level, s.region_level) AS place_level
FROM ranked_person AS p
JOIN scored_pair AS s USING (record_no, anchor_no)
JOIN anchor AS a USING (anchor_no)
JOIN registration AS g USING (registration_id)
JOIN practitioner AS t ON t.practitioner_id = a.practitioner_id
WHERE p.record_no = $record_no
