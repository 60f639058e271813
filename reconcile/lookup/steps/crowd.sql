-- One row per institution where somebody is looked for under another writing, and name of those who are or were there.
-- Reads: seeker, meant, site, registration, bearer, name.
SELECT DISTINCT
    s.institution_no,
    n.name_no,
    n.name_key,
    replace(n.sound, ' ', '') AS bare_sound,
    instr(n.name_key, '?') > 0 AS is_damaged
FROM (SELECT DISTINCT m.institution_no FROM seeker AS k JOIN meant AS m ON m.no = k.no) AS i
CROSS JOIN site AS s ON s.institution_no = i.institution_no
CROSS JOIN registration AS r ON r.registration_no = s.registration_no
CROSS JOIN bearer AS b ON b.person_no = r.person_no
CROSS JOIN name AS n ON n.name_no = b.name_no
