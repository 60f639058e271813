-- One row: precision, recall and F1 of the groups answered, over pairs of entries and over entries (B-cubed).
-- Reads: placed.
WITH cell AS (
    SELECT entity, cluster, count(*) AS size FROM placed GROUP BY entity, cluster
),

sized AS (
    SELECT
        size,
        sum(size) OVER (PARTITION BY entity) AS entity_size,
        sum(size) OVER (PARTITION BY cluster) AS cluster_size
    FROM cell
),

summed AS (
    SELECT
        sum(size * (size - 1) / 2) AS right_pairs,
        -- Per cell its share of the pairs of the whole, so that each group counts once.
        sum(size * (cluster_size - 1) / 2) AS answered_pairs,
        sum(size * (entity_size - 1) / 2) AS true_pairs,
        sum(size * size / cluster_size) / sum(size) AS bcubed_precision,
        sum(size * size / entity_size) / sum(size) AS bcubed_recall
    FROM sized
)

SELECT
    coalesce(right_pairs / nullif(answered_pairs, 0), 1) AS pair_precision,
    coalesce(right_pairs / nullif(true_pairs, 0), 1) AS pair_recall,
    coalesce(2 * right_pairs / nullif(answered_pairs + true_pairs, 0), 1) AS pair_f1,
    bcubed_precision,
    bcubed_recall,
    2 * bcubed_precision * bcubed_recall / (bcubed_precision + bcubed_recall) AS bcubed_f1
FROM summed
