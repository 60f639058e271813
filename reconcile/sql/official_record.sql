-- One row per record of an official source, acts aside, gone ones too: what it claims, and of whom. A former record
-- claims nothing once it is gone.
-- Reads: registration_record, statement, official_site.
SELECT
    k.registration_id,
    k.practitioner_id,
    s.source_id,
    s.source_record_id,
    s.tier,
    CASE WHEN is_permit(s.instrument) THEN 'permit' ELSE '*' END AS policy_scope,
    s.is_listed,
    s.asserted_on,
    s.gone_on,
    s.effective_on,
    s.published_at,
    s.retrieved_at,
    s.first_seen_at,
    s.last_seen_at,
    s.url,
    s.evidence_id,
    s.instrument,
    s.level,
    s.category,
    list_sort(s.scope) AS scope,
    i.institution_id AS main_institution_id,
    CASE WHEN s.is_listed THEN s.status ELSE 'no_longer_listed' END AS status,
    s.valid_from,
    s.valid_to,
    s.assessment,
    s.assessed_on,
    -- A masked name names nobody.
    CASE WHEN s.name_key IS NOT NULL THEN s.name END AS name,
    s.gender
FROM registration_record AS k
JOIN statement AS s USING (source_id, source_record_id)
LEFT JOIN official_site AS i
    ON i.source_id = s.source_id AND i.source_record_id = s.source_record_id AND i.is_current AND i.role = 'main'
WHERE s.is_listed OR k.rule <> 'fits_former'
