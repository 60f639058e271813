-- One row per name and practitioner who has it, or had it.
-- Reads: anchor_name.
SELECT
    dense_rank() OVER (ORDER BY name_key) AS name_no,
    person_no,
    bool_or(is_current) AS is_current
FROM anchor_name
GROUP BY name_key, person_no
ORDER BY name_no, person_no
