-- One row per content that an official source of institutions ever had of one: its licence as shown then.
-- Key: source_id, source_record_id.
-- Reads: spell, spell_seen, run, record, source.
WITH content AS (
    SELECT
        e.source_id,
        e.source_record_id,
        e.content_digest,
        min(e.first_seen_at) AS first_seen_at,
        max(e.last_seen_at) AS last_seen_at,
        -- Its newest spell; of two that began in one second the open one.
        max((e.first_seen_at, e.closed_at IS NULL)) AS newness,
        arg_max(
            {'asserted_on': e.asserted_on, 'first_seen_at': e.first_seen_at, 'closed_as': e.closed_as, 'closed_run_id': p.closed_run_id},
            (e.first_seen_at, e.closed_at IS NULL)
        ) AS newest
    FROM spell_seen AS e
    JOIN spell AS p USING (source_id, source_record_id, opened_run_id)
    JOIN source AS s USING (source_id)
    WHERE s.subject = 'institution' AND tier_order(s.tier) <= 2
    GROUP BY e.source_id, e.source_record_id, e.content_digest
)

SELECT
    c.source_id,
    c.source_record_id,
    c.content_digest,
    s.tier,
    s.age_limit_days,
    c.newest.closed_as IS NULL AS is_listed,
    -- What the source says now, or said last.
    row_number() OVER (PARTITION BY c.source_id, c.source_record_id ORDER BY c.newness DESC, c.content_digest) = 1 AS is_current,
    c.first_seen_at,
    c.last_seen_at,
    coalesce(asserted_by(r.asserted_on, c.newest.first_seen_at), c.newest.asserted_on) AS asserted_on,
    -- The day on which it was gone, as the list that lacked it states.
    CASE WHEN c.newest.closed_as = 'gone' THEN g.asserted_on END AS gone_on,
    r.published_at,
    r.retrieved_at,
    r.url,
    r.evidence_id,
    r.institution,
    r.institution_key,
    r.registration_no,
    r.uscc,
    r.grade,
    r.subjects,
    r.province,
    r.division,
    CASE WHEN c.newest.closed_as IS NULL THEN r.status ELSE 'no_longer_listed' END AS status,
    r.effective_on,
    r.valid_from,
    r.valid_to
FROM content AS c
JOIN record AS r USING (source_id, source_record_id, content_digest)
JOIN source AS s USING (source_id)
LEFT JOIN run AS g ON g.run_id = c.newest.closed_run_id
