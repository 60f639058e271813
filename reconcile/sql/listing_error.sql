-- One row per linked listing of a commercial source or an aggregator and field it shows wrongly: what, and since when.
-- Key: record.
-- Reads: linked_listing, lower_record, source, registration, anchor, anchor_name, conflict_site, conflict_field, record,
-- spell, watched.
WITH listed AS (
    SELECT
        l.*,
        r.name_key,
        r.name_state,
        r.certificate_no,
        g.certificate_no AS official_number
    FROM linked_listing AS l
    JOIN lower_record AS r USING (source_id, source_record_id)
    JOIN source AS s USING (source_id)
    JOIN registration AS g USING (registration_id)
    WHERE s.tier IN ('commercial', 'aggregator')
),

wrong AS (
    -- Rare: a readable name that is none of the person's (nor what a damaged one of theirs may say), a full number that is none of theirs. There is no reason why two
    -- who do not know of each other should show the same one.
    SELECT
        source_id, source_record_id, 'name' AS field, true AS is_rare, name_key AS value,
        official_name AS official_value, name AS listed_value
    FROM listed
    WHERE
        name_state = 'plain'
        AND NOT EXISTS (
            SELECT 1
            FROM anchor AS a
            JOIN anchor_name AS n USING (anchor_no)
            WHERE
                a.practitioner_id = listed.practitioner_id
                AND (n.name_key = listed.name_key OR fits_damage(n.name_key, listed.name_key))
        )

    UNION ALL

    SELECT source_id, source_record_id, 'certificate_no', true, certificate_no, official_number, certificate_no
    FROM listed
    WHERE
        certificate_no <> official_number
        AND NOT contains(official_number, '*')
        AND NOT EXISTS (
            SELECT 1
            FROM registration AS g
            WHERE g.practitioner_id = listed.practitioner_id AND g.certificate_no = listed.certificate_no
        )

    UNION ALL

    -- Not rare: a workplace or department that the register lacks may be true, and who stops looking keeps the old one.
    SELECT source_id, source_record_id, field, false, institution_id, c.official_value, c.listed_value
    FROM conflict_site AS c
    JOIN listed USING (source_id, source_record_id)
    WHERE c.kind <> 'affiliated_site'

    UNION ALL

    SELECT c.source_id, c.source_record_id, c.field, false, c.listed_value, c.official_value, c.listed_value
    FROM conflict_field AS c
    SEMI JOIN listed USING (source_id, source_record_id)
    WHERE
        c.kind IN ('level_mismatch', 'category_mismatch', 'scope_mismatch', 'title_anomaly')
        AND c.field IN ('level', 'category', 'scope', 'department', 'title')
),

-- Contents that show the value, however the rest of the entry changed.
shown_since AS (
    SELECT w.source_id, w.source_record_id, w.field, min(day_of(s.first_seen_at)) AS shown_on
    FROM wrong AS w
    JOIN listed AS l USING (source_id, source_record_id)
    JOIN record AS r USING (source_id, source_record_id)
    JOIN spell AS s USING (source_id, source_record_id, content_digest)
    WHERE
        CASE w.field
            WHEN 'name' THEN r.name_key = w.value
            WHEN 'certificate_no' THEN r.certificate_no = w.value
            WHEN 'institution' THEN r.institution_key = l.institution_key
            WHEN 'level' THEN r.level = l.level
            WHEN 'category' THEN r.category = l.category
            WHEN 'scope' THEN list_sort(r.scope) = list_sort(l.scope)
            WHEN 'department' THEN r.department = l.department
            WHEN 'title' THEN r.title = l.title
        END
    GROUP BY w.source_id, w.source_record_id, w.field
)

SELECT
    w.source_id,
    w.source_record_id,
    l.registration_id,
    l.practitioner_id,
    w.field,
    w.value,
    w.is_rare,
    w.official_value,
    w.listed_value,
    s.shown_on,
    -- Not on the day we first read the source: then it may be much older.
    coalesce(s.shown_on > day_of(b.began_at), false) AS is_dated
FROM wrong AS w
JOIN listed AS l USING (source_id, source_record_id)
JOIN shown_since AS s USING (source_id, source_record_id, field)
LEFT JOIN watched AS b USING (source_id)
