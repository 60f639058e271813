-- One row per question and person who has, officially had or was to have the very name: its match key is equal.
-- Reads: asked, name, bearer.
SELECT a.no, b.person_no, CASE WHEN b.is_current THEN 'same' WHEN b.is_later THEN 'later' ELSE 'former' END AS how
FROM asked AS a
CROSS JOIN name AS n ON n.name_key = a.name_key
CROSS JOIN bearer AS b ON b.name_no = n.name_no
