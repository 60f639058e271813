-- One row per source and place 1 to 20 in its list of open conflicts.
-- Reads: conflict_list.
SELECT * FROM conflict_list
WHERE position <= 20
ORDER BY source_id, position
