-- One row per conflict that stands now.
-- Reads: conflict_official, conflict_number, conflict_site, conflict_field, conflict_duplicate, conflict_record,
-- conflict_act, conflict_licence, conflict_host, conflict_registration, conflict_copied, conflict_kind, statement,
-- licence, suppressed_listing.
WITH found AS (
    SELECT * EXCLUDE (entity_id) FROM conflict_official
    UNION ALL BY NAME SELECT * EXCLUDE (certificate_no) FROM conflict_number
    UNION ALL BY NAME SELECT * FROM conflict_site
    UNION ALL BY NAME SELECT * FROM conflict_field
    UNION ALL BY NAME SELECT * FROM conflict_duplicate
    UNION ALL BY NAME SELECT * FROM conflict_record
    UNION ALL BY NAME SELECT * FROM conflict_act
    UNION ALL BY NAME SELECT * FROM conflict_licence
    UNION ALL BY NAME SELECT * FROM conflict_host
    UNION ALL BY NAME SELECT * FROM conflict_registration
    UNION ALL BY NAME SELECT * FROM conflict_copied
),

seen AS (
    SELECT source_id, source_record_id, last_seen_at FROM statement
    UNION ALL
    SELECT source_id, source_record_id, last_seen_at FROM licence WHERE is_current
)

SELECT
    left(
        sha256(
            concat_ws(
                chr(31), f.kind, coalesce(f.registration_id, ''), coalesce(f.field, ''), f.source_id, f.source_record_id,
                coalesce(f.other_source_id, ''), coalesce(f.other_record_id, ''),
                -- Nothing is added where no institution is meant.
                f.institution_id
            )
        ), 20
    ) AS conflict_id,
    f.*,
    k.severity,
    s.last_seen_at
FROM found AS f
JOIN conflict_kind AS k USING (kind)
JOIN seen AS s USING (source_id, source_record_id)
ANTI JOIN suppressed_listing AS x ON x.source_id = f.source_id AND x.source_record_id = f.source_record_id
ANTI JOIN suppressed_listing AS y ON y.source_id = f.other_source_id AND y.source_record_id = f.other_record_id
