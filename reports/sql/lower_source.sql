-- One row per source that is not official and was read once, in the order of the report: by tier, then id.
-- Reads: source, run.
SELECT
    source_id,
    title,
    publisher,
    tier,
    row_number() OVER (ORDER BY list_position($tiers, tier), source_id) AS position
FROM source
WHERE NOT list_contains($official_tiers, tier) AND source_id IN (SELECT source_id FROM run)
ORDER BY position
