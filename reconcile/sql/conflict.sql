-- One row per conflict that stands, or was resolved within the last 400 days.
-- Reads: conflict_found, earlier_conflict, conflict_ledger, conflict_event (what this reconcile adds to it), source,
-- suppressed_listing, suppressed_person.
-- 400 days: a yearly report still sees what a source mended since the one before.
WITH remembered AS (
    SELECT
        conflict_id,
        min(as_of) FILTER (event = 'opened') AS opened_at,
        arg_max(event, rowid) AS last_event,
        max(as_of) FILTER (event = 'resolved') AS resolved_at
    FROM conflict_ledger
    GROUP BY conflict_id
),

dated AS (
    SELECT
        conflict_id,
        coalesce(r.opened_at, e.as_of) AS opened_at,
        coalesce(e.event, r.last_event) AS last_event,
        CASE WHEN e.event = 'resolved' THEN e.as_of ELSE r.resolved_at END AS resolved_at
    FROM remembered AS r
    FULL JOIN conflict_event AS e USING (conflict_id)
),

known AS (
    SELECT * FROM conflict_found

    UNION ALL BY NAME

    SELECT e.* EXCLUDE (opened_at, resolved_at)
    FROM earlier_conflict AS e
    JOIN source AS s ON s.source_id = e.source_id
    ANTI JOIN conflict_found AS f USING (conflict_id)
    ANTI JOIN suppressed_listing AS x ON x.source_id = e.source_id AND x.source_record_id = e.source_record_id
    ANTI JOIN suppressed_listing AS y ON y.source_id = e.other_source_id AND y.source_record_id = e.other_record_id
    -- Of a listing that is gone nobody can say any more that it was the person's, but what was at odds then.
    ANTI JOIN suppressed_person AS p ON p.practitioner_id = e.practitioner_id AND tier_order(s.tier) > 2
)

SELECT
    k.conflict_id,
    k.registration_id,
    k.practitioner_id,
    k.institution_id,
    k.source_id,
    k.source_record_id,
    k.other_source_id,
    k.other_record_id,
    k.field,
    k.kind,
    k.severity,
    k.official_value,
    k.listed_value,
    d.opened_at,
    k.last_seen_at,
    CASE WHEN d.last_event = 'resolved' THEN d.resolved_at END AS resolved_at
FROM known AS k
JOIN dated AS d USING (conflict_id)
WHERE d.last_event <> 'resolved' OR day_of(d.resolved_at) > $today - 400
