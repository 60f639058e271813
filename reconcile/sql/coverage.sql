-- One row per shown institution (and one per province, shown_no NULL): what share of its people we know officially.
-- Reads: shown_share, learnt_weight.
-- A listing may be older than our history, so the share found is divided by that of listings shown right.
SELECT
    shown_no,
    province,
    greatest(0.05, least(0.98, share / (SELECT 2 ** weight FROM learnt_weight WHERE feature = 'coverage'))) AS share
FROM shown_share
