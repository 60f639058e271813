-- One row per content that an official source of institutions ever had of one: its licence as shown then.
-- Reads: spell, spell_seen, run, record, source.
WITH content AS (
    SELECT
        source_id,
        source_record_id,
        content_digest,
        min(first_seen_at) AS first_seen_at,
        max(e.last_seen_at) AS last_seen_at,
        arg_max(coalesce(r.asserted_on, e.asserted_on), e.last_seen_at) AS asserted_on,
        bool_or(e.closed_at IS NULL) AS is_listed
    FROM spell_seen AS e
    JOIN source AS s USING (source_id)
    JOIN record AS r USING (source_id, source_record_id, content_digest)
    WHERE s.subject = 'institution' AND tier_order(s.tier) <= 2
    GROUP BY source_id, source_record_id, content_digest
)

SELECT
    c.source_id,
    c.source_record_id,
    c.content_digest,
    s.tier,
    c.is_listed,
    -- What the source says now, or said last.
    row_number() OVER (
        PARTITION BY c.source_id, c.source_record_id ORDER BY c.is_listed DESC, c.last_seen_at DESC, c.content_digest
    ) = 1 AS is_current,
    c.first_seen_at,
    c.asserted_on,
    r.institution,
    r.institution_key,
    r.registration_no,
    r.uscc,
    r.grade,
    r.subjects,
    r.province,
    r.division,
    CASE WHEN c.is_listed THEN r.status ELSE 'no_longer_listed' END AS status,
    r.effective_on,
    r.valid_from,
    r.valid_to
FROM content AS c
JOIN record AS r USING (source_id, source_record_id, content_digest)
JOIN source AS s USING (source_id)
