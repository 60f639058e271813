-- One row per listing that shows somebody at work where the institution's licence has ended. Key: record.
-- Reads: held_licence, statement, lower_record, meaning, link.
SELECT
    'institution_closed' AS kind,
    k.registration_id,
    k.practitioner_id,
    s.source_id,
    s.source_record_id,
    l.source_id AS other_source_id,
    l.source_record_id AS other_record_id,
    'licence' AS field,
    l.ended_as AS official_value,
    s.institution AS listed_value
FROM lower_record AS r
JOIN statement AS s USING (source_id, source_record_id)
JOIN meaning AS m
    ON m.shown_no = r.shown_no AND m.meaning_count = 1 AND NOT is_doubtful(m.relation, s.institution_key)
JOIN held_licence AS l ON l.institution_id = m.institution_id
-- Whomever it means: that the house is closed needs no link.
LEFT JOIN link AS k ON k.source_id = r.source_id AND k.source_record_id = r.source_record_id AND k.outcome = 'linked'
WHERE
    l.ended_as IS NOT NULL
    -- An entry that says itself that the person has left is right.
    AND shows_practising(s.status)
    AND coalesce(day_of(s.last_seen_at) > l.last_day, true)
