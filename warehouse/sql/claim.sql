-- One row per entity, field, value and source record: who says what, and whether it won (a view).
-- Reads: official_record, institution_claim, fallen_claim, authority (rank 1 = most trusted for that field in that
-- scope), adverse_act, registration, source, listing, link.
WITH official AS (
    SELECT
        'registration' AS entity_kind,
        registration_id AS entity_id,
        * EXCLUDE (registration_id, practitioner_id),
        unnest([
            {'field': 'instrument', 'value': instrument},
            {'field': 'level', 'value': level},
            {'field': 'category', 'value': category},
            {'field': 'scope', 'value': nullif(array_to_string(scope, '|'), '')},
            {'field': 'main_institution', 'value': main_institution_id},
            {'field': 'status', 'value': status},
            {'field': 'valid_from', 'value': valid_from::VARCHAR},
            {'field': 'valid_to', 'value': valid_to::VARCHAR},
            {'field': 'assessment', 'value': assessment}
        ]) AS said
    FROM official_record

    UNION ALL

    SELECT
        'practitioner',
        practitioner_id,
        * EXCLUDE (registration_id, practitioner_id),
        unnest([{'field': 'name', 'value': name}, {'field': 'gender', 'value': gender}])
    FROM official_record
),

-- What a bulletin announced, or a record once said of itself and says no more.
act AS (
    SELECT
        a.registration_id,
        a.source_id,
        a.source_record_id,
        a.status,
        bool_or(a.is_holding) AS is_holding,
        min(a.first_seen_at) AS first_seen_at,
        max(a.last_seen_at) AS last_seen_at,
        -- Contents of one record may date one status differently: as the latest does.
        arg_max(
            {
                'effective_on': a.effective_on, 'asserted_on': a.asserted_on, 'published_at': a.published_at,
                'retrieved_at': a.retrieved_at, 'url': a.url, 'evidence_id': a.evidence_id
            },
            (coalesce(a.effective_on, DATE '0001-01-01'), a.first_seen_at, coalesce(a.stated_on, DATE '0001-01-01'))
        ) AS told
    FROM adverse_act AS a
    LEFT JOIN official_record AS o USING (source_id, source_record_id)
    WHERE a.status IS DISTINCT FROM o.status
    GROUP BY a.registration_id, a.source_id, a.source_record_id, a.status
),

lower AS (
    SELECT
        k.registration_id,
        k.practitioner_id,
        l.source_id,
        l.source_record_id,
        l.tier,
        l.asserted_on,
        l.published_at,
        l.retrieved_at,
        l.first_seen_at,
        l.last_seen_at,
        l.url,
        l.evidence_id,
        unnest([
            {'field': 'name', 'value': l.name},
            {'field': 'gender', 'value': l.gender},
            {'field': 'certificate_no', 'value': l.certificate_no},
            {'field': 'level', 'value': l.level},
            {'field': 'category', 'value': l.category},
            {'field': 'scope', 'value': nullif(array_to_string(l.scope, '|'), '')},
            {'field': 'institution', 'value': l.institution},
            {'field': 'province', 'value': l.province},
            {'field': 'department', 'value': l.department},
            {'field': 'title', 'value': l.title},
            {'field': 'teaching_title', 'value': l.teaching_title},
            {'field': 'society_role', 'value': l.society_role}
        ]) AS said
    FROM listing AS l
    JOIN link AS k USING (source_id, source_record_id)
    WHERE l.tier NOT IN ('national', 'provincial')
),

claimed AS (
    SELECT
        o.entity_kind,
        o.entity_id,
        o.said.field AS field,
        o.said.value AS value,
        o.source_id,
        o.source_record_id,
        o.tier,
        o.policy_scope AS scope,
        a.rank,
        CASE WHEN o.said.field = 'status' AND NOT o.is_listed THEN o.gone_on ELSE o.asserted_on END AS asserted_on,
        CASE
            WHEN o.said.field = 'status' AND NOT o.is_listed THEN o.gone_on
            WHEN o.said.field = 'status' THEN o.effective_on
            WHEN o.said.field = 'assessment' THEN o.assessed_on
        END AS effective_on,
        o.published_at,
        o.retrieved_at,
        o.first_seen_at,
        o.last_seen_at,
        o.url,
        o.evidence_id,
        -- Acts and the end of a permit go before what is claimed.
        CASE WHEN f.why_not IS NULL AND r.status <> o.said.value THEN 'overruled' ELSE f.why_not END AS why_not
    FROM official AS o
    LEFT JOIN authority AS a ON a.field = o.said.field AND a.scope = o.policy_scope AND a.tier = o.tier
    LEFT JOIN fallen_claim AS f
        ON f.source_id = o.source_id AND f.source_record_id = o.source_record_id AND f.field = o.said.field
    LEFT JOIN registration AS r ON o.said.field = 'status' AND r.registration_id = o.entity_id
    WHERE o.said.value IS NOT NULL

    UNION ALL

    SELECT
        'institution',
        i.institution_id,
        i.field,
        i.value,
        i.source_id,
        i.source_record_id,
        i.tier,
        i.scope,
        a.rank,
        i.asserted_on,
        NULL,
        i.published_at,
        i.retrieved_at,
        i.first_seen_at,
        i.last_seen_at,
        i.url,
        i.evidence_id,
        i.why_not
    FROM institution_claim AS i
    LEFT JOIN authority AS a USING (field, scope, tier)

    UNION ALL

    SELECT
        'registration',
        a.registration_id,
        'status',
        a.status,
        a.source_id,
        a.source_record_id,
        s.tier,
        NULL,
        NULL,
        a.told.asserted_on,
        a.told.effective_on,
        a.told.published_at,
        a.told.retrieved_at,
        a.first_seen_at,
        a.last_seen_at,
        a.told.url,
        a.told.evidence_id,
        CASE WHEN NOT a.is_holding THEN 'not_holding' WHEN a.status <> r.status THEN 'overruled' END
    FROM act AS a
    JOIN source AS s USING (source_id)
    JOIN registration AS r USING (registration_id)

    UNION ALL

    SELECT
        CASE
            WHEN registration_id IS NULL THEN 'listing'
            WHEN said.field IN ('name', 'gender') THEN 'practitioner'
            ELSE 'registration'
        END,
        CASE
            WHEN registration_id IS NULL THEN source_id || '/' || source_record_id
            WHEN said.field IN ('name', 'gender') THEN practitioner_id
            ELSE registration_id
        END,
        said.field,
        said.value,
        source_id,
        source_record_id,
        tier,
        NULL,
        NULL,
        asserted_on,
        NULL,
        published_at,
        retrieved_at,
        first_seen_at,
        last_seen_at,
        url,
        evidence_id,
        'lower_tier'
    FROM lower
    WHERE said.value IS NOT NULL
)

SELECT * EXCLUDE (why_not), why_not IS NULL AS is_golden, why_not FROM claimed
