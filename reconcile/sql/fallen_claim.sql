-- One row per claim of an official record that is not golden: the step of docs/authority.md at which it fell.
-- Reads: settled_claim.
SELECT source_id, source_record_id, field, why_not
FROM settled_claim
WHERE NOT is_golden AND entity_kind <> 'institution'
