-- One row: the listing of a lower tier that is asked about, and what became of it in the last reconcile.
-- Reads: statement, lower_record, link, meaning, name_frequency.
SELECT
    s.source_id,
    s.source_record_id,
    s.tier,
    s.name,
    s.institution,
    s.province,
    s.department,
    s.title,
    s.is_listed,
    r.record_no,
    l.outcome,
    l.rule,
    l.probability,
    l.candidate_count,
    l.registration_id,
    l.practitioner_id,
    -- Institutions that the one shown may mean, and people we know of that name.
    (SELECT count(*) FROM meaning AS m WHERE m.shown_no = r.shown_no) AS meaning_count,
    coalesce(f.person_count, 0) AS bearer_count
FROM statement AS s
LEFT JOIN lower_record AS r USING (source_id, source_record_id)
LEFT JOIN link AS l USING (source_id, source_record_id)
LEFT JOIN name_frequency AS f ON f.form = 'key' AND f.value = s.name_key
WHERE s.source_id = $source_id AND s.source_record_id = $source_record_id
