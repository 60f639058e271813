-- One row: where two official records meet, of all that the rules of docs/authority.md ask for.
-- Reads: statement, former_name, official_site, fitting_record, person_record, judged_pair, registration_record.
WITH said AS (
    SELECT
        s.*,
        coalesce(n.former_keys, []) AS former_keys,
        k.rule,
        k.registration_key,
        k.person_key,
        list(i.institution_id) FILTER (i.is_current) AS institution_ids
    FROM statement AS s
    JOIN person_record AS k USING (source_id, source_record_id)
    LEFT JOIN former_name AS n USING (former_names)
    LEFT JOIN official_site AS i USING (source_id, source_record_id)
    WHERE (s.source_id, s.source_record_id) IN (($a_source_id, $a_record_id), ($b_source_id, $b_record_id))
    GROUP BY ALL
)

SELECT
    a.person_key = b.person_key AS is_one_key,
    a.certificate_no = b.certificate_no AS is_same_number,
    names_agree(a.name_key, a.name_sound, a.former_keys, b.name_key, b.name_sound, b.former_keys)
    OR a.name_key IS NULL OR b.name_key IS NULL AS is_name_compatible,
    a.name_key = b.name_key AS is_same_name,
    a.province = b.province AS is_same_province,
    list_has_any(a.institution_ids, b.institution_ids) AS is_same_institution,
    a.registered_on = b.registered_on AS is_same_day,
    coalesce(
        a.certificate_no LIKE replace(b.certificate_mask, '*', '_'), b.certificate_no LIKE replace(a.certificate_mask, '*', '_')
    ) AS fits_mask,
    -- The one without a number fits the other's registration, and is not alone in that.
    EXISTS (
        FROM fitting_record AS f
        WHERE (f.source_id, f.source_record_id, f.registration_key) IN (
            (a.source_id, a.source_record_id, b.registration_key), (b.source_id, b.source_record_id, a.registration_key)
        )
    ) AS is_fitting,
    (
        SELECT arg_max(j.verdict, (j.decided_at, j.judgement_no))
        FROM judged_pair AS j
        JOIN person_record AS l ON l.source_id = j.left_source_id AND l.source_record_id = j.left_record_id
        JOIN person_record AS r ON r.source_id = j.right_source_id AND r.source_record_id = j.right_record_id
        WHERE j.state = 'applies'
            AND least(l.person_key, r.person_key) = least(a.person_key, b.person_key)
            AND greatest(l.person_key, r.person_key) = greatest(a.person_key, b.person_key)
    ) AS verdict
FROM said AS a
JOIN said AS b ON b.source_id = $b_source_id AND b.source_record_id = $b_record_id
WHERE a.source_id = $a_source_id AND a.source_record_id = $a_record_id
