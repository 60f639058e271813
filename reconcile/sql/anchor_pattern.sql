-- One row per registration, institution, name and character of it left open (`王?明`); two names may leave the same.
-- Reads: anchor_name, anchor_site.
WITH pattern AS (
    SELECT anchor_no, unnest(opened(name_key)) AS pattern
    FROM anchor_name
    WHERE length(name_key) BETWEEN 2 AND 4
)

SELECT p.anchor_no, i.institution_id, p.pattern
FROM pattern AS p
JOIN anchor_site AS i USING (anchor_no)
