-- One row per conflict ever opened about the people.
-- Reads: person, conflict.
SELECT
    c.registration_id,
    c.source_id,
    c.source_record_id,
    c.field,
    c.kind,
    c.official_value,
    c.listed_value,
    day_of(c.opened_at) AS opened_on,
    day_of(c.resolved_at) AS resolved_on
FROM conflict AS c
SEMI JOIN person USING (practitioner_id)
