-- One row per institution, field, scope, source and value: who claims what of it, and whether that won. Key: entity_id.
-- Reads: institution_said, settled_claim.
SELECT
    i.entity_id AS institution_id,
    i.field,
    i.scope,
    i.value,
    i.source_id,
    i.source_record_id,
    i.tier,
    i.asserted_on,
    i.published_at,
    i.retrieved_at,
    i.first_seen_at,
    i.last_seen_at,
    i.url,
    i.evidence_id,
    c.why_not
FROM institution_said AS i
JOIN settled_claim AS c USING (entity_kind, entity_id, field, scope, source_id, source_record_id, value)
