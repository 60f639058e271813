-- One row per registration or person of which official sources of equal authority say different things: on which fields.
-- Key: entity.
-- Reads: settled_claim.
SELECT entity_id, list_sort(list(DISTINCT field)) AS fields
FROM settled_claim
WHERE why_not = 'withheld'
GROUP BY entity_id
