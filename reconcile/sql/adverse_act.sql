-- One row per registration and adverse act on it: since when, until when, whether it holds on the as-of day or is over.
-- Key: registration.
-- Reads: registration_name, statement, shown_end, former_name, source, granted.
WITH announced AS (
    SELECT DISTINCT
        r.registration_id,
        a.source_id,
        a.source_record_id,
        true AS is_act,
        a.status,
        -- The day the act itself states; else the source has it by the day it speaks for, at the latest.
        coalesce(a.effective_on, a.published_at) AS stated_on,
        coalesce(stated_on, a.asserted_on) AS effective_on,
        a.valid_to,
        a.asserted_on, a.published_at, a.retrieved_at, a.first_seen_at, a.last_seen_at, a.url, a.evidence_id
    FROM statement AS a
    JOIN source AS o USING (source_id)
    LEFT JOIN former_name AS n USING (former_names)
    JOIN registration_name AS r ON r.certificate_no = a.certificate_no
    WHERE
        a.is_official
        AND a.is_act
        AND is_adverse(a.status)
        AND names_agree(a.name_key, a.name_sound, n.former_keys, r.name_key, r.name_sound, r.former_keys)
        AND (len(o.provinces) = 0 OR coalesce(list_contains(o.provinces, r.province), false))
),

-- What a record ever showed as ended stays ended, whatever it shows later.
recorded AS (
    SELECT
        registration_id,
        source_id,
        source_record_id,
        false,
        status,
        coalesce(effective_on, published_at),
        coalesce(effective_on, published_at, first_asserted_on),
        valid_to,
        first_asserted_on, published_at, retrieved_at, first_seen_at, last_seen_at, url, evidence_id
    FROM shown_end
),

dated AS (
    SELECT
        *,
        act_last_day(status, effective_on, valid_to) AS last_day
    FROM (SELECT * FROM announced UNION ALL SELECT * FROM recorded)
)

SELECT
    d.* EXCLUDE (valid_to),
    act_holds(d.effective_on, d.last_day, g.registered_on, $today) AS is_holding,
    NOT is_holding AND coalesce(d.effective_on <= $today, true) AS is_over
FROM dated AS d
JOIN granted AS g USING (registration_id)
-- Several contents may have said it: the first that did.
QUALIFY row_number() OVER (
    PARTITION BY d.registration_id, d.source_id, d.source_record_id, d.is_act, d.status, d.stated_on, d.effective_on, d.last_day
    ORDER BY d.first_seen_at, d.retrieved_at, d.url, d.evidence_id
) = 1
