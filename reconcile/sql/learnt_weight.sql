-- One row per feature and level: its weight, stated and then corrected by the listings whose number says whom they mean.
-- Reads: weight, agreement.
-- How often a level was met and how often it should have been by the weight stated; that counts as much as ten met.
SELECT
    w.feature,
    w.level,
    w.weight + log2((coalesce(a.seen, 0) + 10) / (coalesce(a.asked, 0) * 2 ** w.weight + 10)) AS weight,
    w.weight AS stated,
    coalesce(a.seen, 0) AS seen,
    w.reason
FROM weight AS w
LEFT JOIN agreement AS a USING (feature, level)
