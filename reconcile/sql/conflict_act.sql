-- One row per act that holds, names no number we know, and live registration it fits by name and institution.
-- Reads: statement, act_link, source, anchor_name, anchor_site, anchor, registration, granted,
-- institution_name.
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
FROM (
    SELECT *, coalesce(effective_on, published_at, asserted_on) AS begun_on
    FROM statement
    WHERE is_act AND is_adverse(status)
) AS s
JOIN act_link AS l USING (source_id, source_record_id)
JOIN source AS o USING (source_id)
JOIN institution_name AS i ON i.institution_key = s.institution_key AND i.relation <> 'short'
JOIN anchor_site AS a ON a.institution_id = i.institution_id
JOIN anchor_name AS n ON n.anchor_no = a.anchor_no AND n.name_key = s.name_key
JOIN anchor AS c ON c.anchor_no = a.anchor_no
JOIN registration AS g ON g.registration_id = c.registration_id
JOIN granted AS t ON t.registration_id = c.registration_id
WHERE
    l.outcome = 'unlinked'
    AND act_holds(s.begun_on, act_last_day(s.status, s.begun_on, s.valid_to), t.registered_on, $today)
    AND (len(o.provinces) = 0 OR coalesce(list_contains(o.provinces, g.province), false))
    AND NOT coalesce(has_ended(g.status), false)
    -- A number of somebody else's is no possibility, nor is a mask of other digits.
    AND coalesce(s.certificate_no LIKE replace(g.certificate_no, '*', '_'), true)
    AND coalesce(g.certificate_no LIKE replace(s.certificate_mask, '*', '_') OR contains(g.certificate_no, '*'), true)
