-- One row per department that listings show, by its code: the class and the scopes of the longest code in the table that
-- the department's begins with.
-- Reads: lower_record, department_scope.
SELECT
    d.department_code,
    s.class,
    string_split(s.scopes, '|') AS scopes
FROM (SELECT DISTINCT department_code FROM lower_record WHERE department_code IS NOT NULL) AS d
JOIN department_scope AS s ON starts_with(d.department_code, s.code)
QUALIFY row_number() OVER (PARTITION BY d.department_code ORDER BY length(s.code) DESC) = 1
