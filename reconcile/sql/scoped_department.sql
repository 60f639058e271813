-- One row per department shown that only certain scopes fit: those a registered scope can contradict.
-- Reads: linked_listing, department_scope.
SELECT
    d.department,
    s.class,
    string_split(s.scopes, '|') AS scopes
FROM (SELECT DISTINCT department, department_code FROM linked_listing WHERE department_code IS NOT NULL) AS d
JOIN department_scope AS s ON starts_with(d.department_code, s.code)
-- The longest code of the table that the department's begins with.
QUALIFY row_number() OVER (PARTITION BY d.department ORDER BY length(s.code) DESC) = 1 AND s.class IN ('S', 'S*')
