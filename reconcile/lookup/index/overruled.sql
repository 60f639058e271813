-- One row per registration that an act ended and an official record shows as standing since: which status, of which day.
-- Reads: anchor, registration, adverse_act, official_record.
WITH ended AS (
    SELECT d.registration_id, d.source_id, d.source_record_id, d.is_act, d.effective_on
    FROM adverse_act AS d
    JOIN registration AS r USING (registration_id)
    WHERE d.is_holding AND d.status = r.status AND has_ended(r.status)
)

SELECT
    a.anchor_no AS registration_no,
    o.status,
    coalesce(o.asserted_on, day_of(o.last_seen_at))::VARCHAR AS shown_on
FROM ended AS e
JOIN official_record AS o USING (registration_id)
JOIN anchor AS a USING (registration_id)
-- A list of before the act is only old. What one entry shows now is later than what it once showed, dated or not.
WHERE
    o.status IN ('active', 'pending')
    AND (
        o.asserted_on >= e.effective_on
        OR (NOT e.is_act AND o.source_id = e.source_id AND o.source_record_id = e.source_record_id)
    )
QUALIFY row_number() OVER (PARTITION BY a.anchor_no ORDER BY shown_on DESC, o.status) = 1
ORDER BY registration_no
