-- One row per source record of a physician ever seen: what it says now, or last said, and when.
-- Reads: spell, spell_seen, run, record, source.
WITH several AS (
    -- Most records have one spell; of two that began in one second the open one is the newer.
    SELECT source_id, source_record_id FROM spell GROUP BY source_id, source_record_id HAVING count(*) > 1
),

newest AS (
    SELECT source_id, source_record_id, first_seen_at, first_seen_at AS shown_at, opened_run_id, content_digest, closed_as, closed_run_id
    FROM spell
    ANTI JOIN several USING (source_id, source_record_id)

    UNION ALL

    SELECT
        source_id,
        source_record_id,
        min(first_seen_at) OVER (PARTITION BY source_id, source_record_id),
        first_seen_at, opened_run_id, content_digest, closed_as, closed_run_id
    FROM spell
    SEMI JOIN several USING (source_id, source_record_id)
    QUALIFY row_number() OVER (PARTITION BY source_id, source_record_id ORDER BY first_seen_at DESC, closed_run_id IS NULL DESC) = 1
)

SELECT
    n.source_id,
    n.source_record_id,
    s.tier,
    tier_order(s.tier) <= 2 AS is_official,
    s.is_act,
    s.age_limit_days,
    n.closed_as IS NULL AS is_listed,
    -- The day on which it was gone, as the list that lacked it states.
    CASE WHEN n.closed_as = 'gone' THEN c.asserted_on END AS gone_on,
    n.first_seen_at,
    e.last_seen_at,
    n.opened_run_id,
    coalesce(asserted_by(r.asserted_on, n.shown_at), e.asserted_on) AS asserted_on,
    -- A masked name names nobody.
    CASE WHEN r.name_state <> 'masked' THEN r.name_key END AS name_key,
    CASE WHEN r.name_state <> 'masked' THEN r.name_sound END AS name_sound,
    r.* EXCLUDE (source_id, source_record_id, asserted_on, name_key, name_sound, run_id)
FROM newest AS n
JOIN spell_seen AS e USING (source_id, source_record_id, opened_run_id)
JOIN record AS r ON r.source_id = n.source_id AND r.source_record_id = n.source_record_id AND r.content_digest = n.content_digest
JOIN source AS s ON s.source_id = n.source_id
LEFT JOIN run AS c ON c.run_id = n.closed_run_id
WHERE s.subject = 'physician'
