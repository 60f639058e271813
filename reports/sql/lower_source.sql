-- One row per source that is not official, in the order of the report: by tier, then id.
-- Reads: source.
SELECT
    source_id,
    title,
    publisher,
    tier,
    row_number() OVER (ORDER BY list_position($tiers, tier), source_id) AS position
FROM source
WHERE NOT list_contains($official_tiers, tier)
ORDER BY position
