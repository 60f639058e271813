-- One row per conflict that opened, was resolved or came back since the last reconcile (appended to conflict_ledger).
-- Reads: conflict_found, conflict_ledger.
WITH remembered AS (
    SELECT conflict_id, arg_max(event, rowid) <> 'resolved' AS is_open
    FROM conflict_ledger
    GROUP BY conflict_id
)

SELECT
    coalesce(f.conflict_id, r.conflict_id) AS conflict_id,
    CASE
        WHEN f.conflict_id IS NULL THEN 'resolved'
        WHEN r.conflict_id IS NULL THEN 'opened'
        ELSE 'reopened'
    END AS event,
    $as_of AS as_of
FROM conflict_found AS f
FULL JOIN remembered AS r USING (conflict_id)
WHERE (f.conflict_id IS NOT NULL) <> coalesce(r.is_open, false)
ORDER BY conflict_id
