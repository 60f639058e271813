-- One row per act that holds, is about nobody by number and name, and live registration that it may be about: by name and
-- institution, by name and the digits shown, or by its whole number under another name, under none or in another province.
-- Reads: statement, act_link, source, anchor_name, anchor_site, anchor, registration, granted,
-- institution_name.
WITH act AS (
    SELECT
        s.*,
        coalesce(s.effective_on, s.published_at, s.asserted_on) AS begun_on,
        o.provinces
    FROM statement AS s
    JOIN act_link AS l USING (source_id, source_record_id)
    JOIN source AS o USING (source_id)
    WHERE is_adverse(s.status) AND l.outcome = 'unlinked'
),

possible AS (
    SELECT s.source_id, s.source_record_id, a.anchor_no, false AS is_by_number
    FROM act AS s
    JOIN institution_name AS i ON i.institution_key = s.institution_key AND i.relation <> 'short'
    JOIN anchor_site AS a ON a.institution_id = i.institution_id
    JOIN anchor_name AS n ON n.anchor_no = a.anchor_no AND n.name_key = s.name_key

    UNION

    SELECT s.source_id, s.source_record_id, n.anchor_no, false
    FROM act AS s
    JOIN anchor_name AS n USING (name_key)
    JOIN anchor AS c USING (anchor_no)
    WHERE
        length(translate(s.certificate_mask, '*', '')) >= 4
        AND NOT contains(c.certificate_no, '*')
        AND c.certificate_no LIKE replace(s.certificate_mask, '*', '_')

    UNION

    SELECT s.source_id, s.source_record_id, c.anchor_no, true
    FROM act AS s
    JOIN anchor AS c USING (certificate_no)
)

SELECT DISTINCT
    'possible_cancellation' AS kind,
    g.registration_id,
    g.practitioner_id,
    s.source_id,
    s.source_record_id,
    NULL::VARCHAR AS other_source_id,
    NULL::VARCHAR AS other_record_id,
    'status' AS field,
    g.status AS official_value,
    s.status AS listed_value
FROM possible AS p
JOIN act AS s USING (source_id, source_record_id)
JOIN anchor AS c USING (anchor_no)
JOIN registration AS g ON g.registration_id = c.registration_id
JOIN granted AS t ON t.registration_id = c.registration_id
WHERE
    act_holds(s.begun_on, act_last_day(s.status, s.begun_on, s.valid_to), t.registered_on, $today)
    AND NOT coalesce(has_ended(g.status), false)
    AND (
        p.is_by_number
        OR (
            (len(s.provinces) = 0 OR coalesce(list_contains(s.provinces, g.province), false))
            -- A number of somebody else's is no possibility, nor is a mask of other digits.
            AND coalesce(s.certificate_no LIKE replace(g.certificate_no, '*', '_'), true)
            AND coalesce(g.certificate_no LIKE replace(s.certificate_mask, '*', '_') OR contains(g.certificate_no, '*'), true)
        )
    )
