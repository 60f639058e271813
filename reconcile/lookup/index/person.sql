-- One row per practitioner, under a small number.
-- Reads: anchor, practitioner.
SELECT DISTINCT a.person_no, a.practitioner_id, p.name
FROM anchor AS a
JOIN practitioner AS p USING (practitioner_id)
ORDER BY a.person_no
