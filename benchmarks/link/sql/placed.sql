-- One row per entry: its true entity and the answered one. Who is in no group is a group of its own.
-- Reads: listed (the truth), answer (listing_no, cluster; no row or NULL: linked to nobody).
-- $of_anchors: people in no official record are no entity, since there is nobody to link their entries to.
WITH shown AS (
    SELECT DISTINCT person_id FROM listed WHERE is_official AND person_id IS NOT NULL
)

SELECT
    l.listing_no,
    l.tier,
    l.is_official,
    CASE WHEN s.person_id IS NOT NULL OR NOT $of_anchors THEN l.person_id END AS person_id,
    coalesce(CASE WHEN s.person_id IS NOT NULL OR NOT $of_anchors THEN l.person_id END, 'alone ' || l.listing_no) AS entity,
    coalesce(a.cluster, 'alone ' || l.listing_no) AS cluster,
    a.cluster IS NOT NULL AS is_linked
FROM listed AS l
LEFT JOIN answer AS a USING (listing_no)
LEFT JOIN shown AS s USING (person_id)
