-- One row per content that an official record (acts aside) ever had: what our official history holds.
-- Reads: spell_seen, run, record, statement.
WITH official AS (
    SELECT source_id, source_record_id, content_digest, tier FROM statement WHERE is_official AND NOT is_act
),

first_spell AS (
    SELECT
        source_id,
        source_record_id,
        content_digest,
        min(first_seen_at) AS first_seen_at,
        max(last_seen_at) AS last_seen_at,
        arg_min(opened_run_id, first_seen_at) AS opened_run_id
    FROM spell_seen
    SEMI JOIN official USING (source_id, source_record_id)
    GROUP BY source_id, source_record_id, content_digest
)

SELECT
    f.source_id,
    f.source_record_id,
    f.content_digest,
    f.content_digest = s.content_digest AS is_current,
    f.first_seen_at,
    f.last_seen_at,
    coalesce(asserted_by(r.asserted_on, f.first_seen_at), o.asserted_on) AS first_asserted_on,
    s.tier,
    CASE WHEN r.name_state <> 'masked' THEN r.name_key END AS name_key,
    CASE WHEN r.name_state <> 'masked' THEN r.name_sound END AS name_sound,
    r.former_names,
    r.certificate_no,
    r.institution,
    r.institution_key,
    r.registration_no,
    r.filed_sites,
    r.province,
    r.scope,
    r.level,
    r.category,
    r.instrument,
    r.status,
    r.valid_to,
    r.effective_on,
    r.published_at,
    r.retrieved_at,
    r.url,
    r.evidence_id
FROM first_spell AS f
JOIN official AS s ON s.source_id = f.source_id AND s.source_record_id = f.source_record_id
JOIN record AS r ON r.source_id = f.source_id AND r.source_record_id = f.source_record_id AND r.content_digest = f.content_digest
JOIN run AS o ON o.run_id = f.opened_run_id
