-- One row per official source of physicians that is no act, under a small number; and per lower source that lists anybody.
-- Reads: source, statement.
WITH permits AS (
    SELECT source_id, bool_and(coalesce(is_permit(instrument), false)) AS is_permit
    FROM statement
    GROUP BY source_id
)

SELECT
    row_number() OVER (ORDER BY s.source_id) AS source_no,
    s.source_id,
    s.title,
    s.tier,
    s.tier IN ('national', 'provincial') AS is_official,
    s.subject = 'physician' AND NOT s.is_act AS is_register,
    coalesce(p.is_permit, false) AS is_permit,
    s.covering,
    -- `|33|44|`: a province is looked for between two bars; empty: the whole country.
    coalesce('|' || nullif(array_to_string(list_sort(s.provinces), '|'), '') || '|', '') AS provinces,
    s.age_limit_days,
    s.url
FROM source AS s
LEFT JOIN permits AS p USING (source_id)
ORDER BY source_no
