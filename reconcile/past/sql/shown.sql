-- One row per listing of a lower source that is linked to the people, and content it had: what it showed, and how long.
-- Reads: person, link, spell_seen, record, source.
SELECT
    l.source_id,
    l.source_record_id,
    l.registration_id,
    r.name,
    r.institution,
    r.department,
    r.title,
    day_of(e.first_seen_at) AS first_seen_on,
    day_of(e.last_seen_at) AS last_seen_on,
    e.closed_as
FROM link AS l
SEMI JOIN person USING (practitioner_id)
JOIN known.source AS s USING (source_id)
JOIN known.spell_seen AS e USING (source_id, source_record_id)
JOIN known.record AS r USING (source_id, source_record_id, content_digest)
WHERE tier_order(s.tier) > 2 AND l.outcome = 'linked'
