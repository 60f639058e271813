-- One row per question and namesake who is or was at an institution that the text may mean: is it so now?
-- Reads: namesake, registration, site, meant, today.
SELECT
    k.no,
    k.person_no,
    max(
        (s.kind IN ('main', 'permit') OR (s.kind = 'filed' AND coalesce(s.valid_to >= t.day, 1)))
        -- A registration that ended makes no workplace valid, unless the person has no other.
        AND (r.is_live OR NOT EXISTS (SELECT 1 FROM registration AS o WHERE o.person_no = r.person_no AND o.is_live))
    ) AS is_now
FROM today AS t
CROSS JOIN namesake AS k
CROSS JOIN registration AS r ON r.person_no = k.person_no
CROSS JOIN site AS s ON s.registration_no = r.registration_no
JOIN meant AS m ON m.no = k.no AND m.institution_no = s.institution_no
GROUP BY k.no, k.person_no
