-- One row per question and person who has, or officially had, the very name: its match key is equal.
-- Reads: asked, name, bearer.
SELECT a.no, b.person_no, iif(b.is_current, 'same', 'former') AS how
FROM asked AS a
CROSS JOIN name AS n ON n.name_key = a.name_key
CROSS JOIN bearer AS b ON b.name_no = n.name_no
