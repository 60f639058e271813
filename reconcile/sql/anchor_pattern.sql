-- One row per registration, institution, name and character of it left open (`王?明`); two names may leave the same.
-- Reads: anchor_name, anchor_site.
WITH opened AS (
    SELECT
        anchor_no,
        name_key[:position - 1] || '?' || name_key[position + 1:] AS pattern
    FROM (SELECT anchor_no, name_key, unnest(range(1, length(name_key) + 1)) AS position FROM anchor_name WHERE length(name_key) BETWEEN 2 AND 4)
)

SELECT o.anchor_no, i.institution_id, o.pattern
FROM opened AS o
JOIN anchor_site AS i USING (anchor_no)
