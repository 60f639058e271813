-- One row per institution the people's records name: its name of today, or its last one if nothing official is there now.
-- Reads: official_site (of the day), institution (of the warehouse).
SELECT s.institution_id, coalesce(any_value(i.name), arg_max(s.name, (s.first_seen_at, s.name))) AS name
FROM official_site AS s
LEFT JOIN warehouse.institution AS i USING (institution_id)
GROUP BY s.institution_id
