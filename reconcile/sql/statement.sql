-- One row per source record of a physician ever seen: what it says now, or last said, and when.
-- Reads: spell, spell_seen, run, record, source.
WITH newest AS (
    SELECT
        source_id,
        source_record_id,
        min(first_seen_at) AS first_seen_at,
        max(first_seen_at) AS shown_at,
        -- Of two spells that began in one second the open one is the newer.
        arg_max(opened_run_id, (first_seen_at, closed_run_id IS NULL)) AS opened_run_id,
        arg_max(content_digest, (first_seen_at, closed_run_id IS NULL)) AS content_digest,
        -- NULL while the spell is open; wrapped, since arg_max passes over a bare NULL.
        arg_max({'as': closed_as, 'run_id': closed_run_id}, (first_seen_at, closed_run_id IS NULL)) AS closed
    FROM spell
    GROUP BY source_id, source_record_id
)

SELECT
    n.source_id,
    n.source_record_id,
    s.tier,
    tier_order(s.tier) <= 2 AS is_official,
    s.is_act,
    s.age_limit_days,
    n.closed['as'] IS NULL AS is_listed,
    -- The day on which it was gone, as the list that lacked it states.
    CASE WHEN n.closed['as'] = 'gone' THEN c.asserted_on END AS gone_on,
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
LEFT JOIN run AS c ON c.run_id = n.closed['run_id']
WHERE s.subject = 'physician'
