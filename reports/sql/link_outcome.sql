-- One row per outcome of linking: listings of lower sources.
-- Reads: link, lower_source.
SELECT
    k.outcome,
    count(*) AS listing_count
FROM link AS k
INNER JOIN lower_source USING (source_id)
GROUP BY k.outcome
ORDER BY k.outcome
