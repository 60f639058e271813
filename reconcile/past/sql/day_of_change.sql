-- One row per person and day on which what is officially so of them may change, the first day included. Key: practitioner.
-- Reads: about, said, aging, record, statement, registration_record, shown_end (as known today).
WITH ended AS (
    -- Acts on their numbers, whatever the names beside them.
    SELECT
        k.practitioner_id,
        coalesce(a.effective_on, a.published_at, a.asserted_on) AS effective_on,
        act_last_day(a.status, coalesce(a.effective_on, a.published_at, a.asserted_on), a.valid_to) AS last_day
    FROM known.statement AS a
    JOIN (SELECT DISTINCT practitioner_id, certificate_no FROM known.registration_record) AS k USING (certificate_no)
    SEMI JOIN person USING (practitioner_id)
    WHERE a.is_official AND a.is_act

    UNION ALL

    SELECT
        a.practitioner_id,
        coalesce(e.effective_on, e.published_at, e.first_asserted_on) AS effective_on,
        act_last_day(e.status, coalesce(e.effective_on, e.published_at, e.first_asserted_on), e.valid_to)
    FROM known.shown_end AS e
    JOIN (SELECT DISTINCT practitioner_id, registration_id FROM about) AS a USING (registration_id)
),

termed AS (
    SELECT s.practitioner_id, r.valid_to, r.filed_sites, CASE WHEN r.registered_on > s.said_on THEN r.registered_on END AS granted_on
    FROM said AS s
    JOIN known.record AS r USING (source_id, source_record_id, content_digest)
    WHERE r.valid_to IS NOT NULL OR len(r.filed_sites) > 0 OR r.registered_on > s.said_on
),

every AS (
    SELECT practitioner_id, said_on AS day FROM said
    UNION ALL SELECT practitioner_id, closed_on FROM said WHERE closed_on IS NOT NULL
    UNION ALL SELECT practitioner_id, unnest([effective_on, last_day + 1]) FROM ended
    UNION ALL SELECT practitioner_id, unnest([valid_to + 1, granted_on]) FROM termed
    UNION ALL SELECT practitioner_id, unnest([site.valid_from, site.valid_to + 1])
    FROM (SELECT practitioner_id, unnest(filed_sites) AS site FROM termed)
    UNION ALL SELECT practitioner_id, day FROM aging
),

began AS (
    SELECT practitioner_id, min(said_on) AS first_day FROM said GROUP BY practitioner_id
)

SELECT DISTINCT e.practitioner_id, e.day
FROM every AS e
JOIN began AS b USING (practitioner_id)
WHERE e.day BETWEEN b.first_day AND $today
