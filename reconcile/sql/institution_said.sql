-- One row per institution, field, scope, source and value that official entries state now, or stated last: what is
-- claimed of the institution. Entries of one source that say the same are one claim, told by the one of the latest
-- date, then the first. Key: entity_id.
-- Reads: official_site, statement, licence.
WITH telling AS (
    SELECT
        i.institution_id,
        i.role,
        source_id,
        i.name,
        i.institution_key,
        i.province,
        arg_min(source_record_id, (-coalesce(epoch(s.asserted_on), -1e18), source_record_id)) AS source_record_id
    FROM official_site AS i
    JOIN statement AS s USING (source_id, source_record_id)
    WHERE i.is_current AND i.role <> 'licence'
    GROUP BY i.institution_id, i.role, source_id, i.name, i.institution_key, i.province
),

-- A physician's entry names the institution, no more.
named AS (
    SELECT
        t.institution_id, t.role, s.source_id, s.source_record_id, s.tier, s.age_limit_days, s.asserted_on, NULL::DATE AS gone_on,
        s.published_at, s.retrieved_at, s.first_seen_at, s.last_seen_at, s.url, s.evidence_id,
        unnest([
            {'field': 'name', 'value': t.name, 'meant': t.institution_key},
            {'field': 'province', 'value': t.province, 'meant': NULL}
        ], recursive := true)
    FROM telling AS t
    JOIN statement AS s USING (source_id, source_record_id)
),

licensed AS (
    SELECT
        i.institution_id, i.role, l.source_id, l.source_record_id, l.tier, l.age_limit_days, l.asserted_on, l.gone_on,
        l.published_at, l.retrieved_at, l.first_seen_at, l.last_seen_at, l.url, l.evidence_id,
        unnest([
            {'field': 'name', 'value': l.institution, 'meant': l.institution_key},
            {'field': 'province', 'value': l.province, 'meant': NULL},
            {'field': 'division', 'value': l.division, 'meant': NULL},
            {'field': 'uscc', 'value': l.uscc, 'meant': NULL},
            {'field': 'grade', 'value': l.grade, 'meant': NULL},
            {'field': 'subjects', 'value': nullif(array_to_string(list_sort(l.subjects), '|'), ''), 'meant': NULL},
            {'field': 'licence_status', 'value': l.status, 'meant': NULL},
            {'field': 'licence_valid_to', 'value': l.valid_to::VARCHAR, 'meant': NULL}
        ], recursive := true)
    FROM licence AS l
    JOIN official_site AS i USING (source_id, source_record_id, content_digest)
    WHERE l.is_current AND i.role = 'licence'
),

stated AS (
    SELECT
        * EXCLUDE (gone_on) REPLACE (
            -- Gone is a claim too, of the day the list no longer had the licence.
            CASE WHEN field = 'licence_status' AND value = 'no_longer_listed' THEN gone_on ELSE asserted_on END AS asserted_on
        )
    FROM (SELECT * FROM named UNION ALL SELECT * FROM licensed)
    WHERE value IS NOT NULL
)

SELECT
    'institution' AS entity_kind,
    institution_id AS entity_id,
    field,
    value,
    -- Writings of one name agree.
    meant,
    role AS scope,
    source_id,
    source_record_id,
    tier,
    age_limit_days,
    asserted_on,
    published_at,
    retrieved_at,
    first_seen_at,
    last_seen_at,
    url,
    evidence_id,
    count(*) OVER (PARTITION BY institution_id, field) AS claim_count
FROM stated
QUALIFY row_number() OVER (
    PARTITION BY institution_id, field, role, source_id, value ORDER BY asserted_on DESC NULLS LAST, source_record_id
) = 1
