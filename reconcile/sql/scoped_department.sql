-- One row per department shown that only certain scopes fit: those a registered scope can contradict.
-- Reads: linked_listing, shown_department.
SELECT DISTINCT
    l.department,
    d.class,
    d.scopes
FROM linked_listing AS l
JOIN shown_department AS d USING (department_code)
WHERE d.class IN ('S', 'S*')
