-- One row per two contents of a person's records that speak on the same days and differ, and those days: then it matters
-- how old each is. Key: practitioner.
-- Reads: about, said, record, source, authority, official_site (as known today).
WITH several AS (
    SELECT practitioner_id FROM about GROUP BY practitioner_id HAVING count(*) > 1
),

content AS (
    SELECT
        s.practitioner_id,
        s.registration_id,
        s.source_id,
        s.source_record_id,
        s.said_on,
        -- The newest content that speaks is what the record says.
        coalesce(
            min(s.said_on) OVER (
                PARTITION BY s.source_id, s.source_record_id
                ORDER BY s.first_seen_at, s.closed_run_id IS NULL
                ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
            ) - 1,
            DATE '9999-12-31'
        ) AS until,
        s.closed_as IS NOT DISTINCT FROM 'gone' AS is_gone,
        o.tier,
        CASE WHEN is_permit(r.instrument) THEN 'permit' ELSE '*' END AS scope,
        [r.instrument, r.level, r.category, array_to_string(list_sort(r.scope), '|'), i.institution_id, r.status,
         r.valid_from::VARCHAR, r.valid_to::VARCHAR,
         r.assessment || coalesce(r.assessed_on::VARCHAR, '')] AS of_registration,
        [r.name, r.gender] AS of_person
    FROM said AS s
    SEMI JOIN several USING (practitioner_id)
    JOIN known.record AS r USING (source_id, source_record_id, content_digest)
    JOIN known.source AS o USING (source_id)
    LEFT JOIN known.official_site AS i
        ON i.source_id = s.source_id AND i.source_record_id = s.source_record_id
        AND i.content_digest = s.content_digest AND i.role = 'main'
)

SELECT
    a.practitioner_id,
    a.source_id,
    a.source_record_id,
    b.source_id AS other_source_id,
    b.source_record_id AS other_record_id,
    greatest(a.said_on, b.said_on) AS from_on,
    least(a.until, b.until) AS to_on,
    -- Of two ranks the better wins, however old, until it steps back; of equals the later.
    EXISTS (
        FROM authority AS x JOIN authority AS y USING (field, rank)
        WHERE x.tier = a.tier AND x.scope = a.scope AND y.tier = b.tier AND y.scope = b.scope
    ) AS is_tie
FROM content AS a
JOIN content AS b
    ON b.practitioner_id = a.practitioner_id AND (a.source_id, a.source_record_id) < (b.source_id, b.source_record_id)
WHERE
    greatest(a.said_on, b.said_on) <= least(a.until, b.until)
    AND (
        list_bool_or(list_transform(list_zip(a.of_person, b.of_person), lambda v: coalesce(v[1] <> v[2], false)))
        OR (
            a.registration_id = b.registration_id
            AND (
                a.is_gone OR b.is_gone
                OR list_bool_or(
                    list_transform(list_zip(a.of_registration, b.of_registration), lambda v: coalesce(v[1] <> v[2], false))
                )
            )
        )
    )
