-- One row per institution whose licence is officially spoken of: whether it has ended, and whose entry says so.
-- Key: institution.
-- Reads: settled_claim, licence.
WITH golden AS (
    SELECT
        entity_id AS institution_id,
        any_value(value) FILTER (field = 'licence_status') AS status,
        any_value(value) FILTER (field = 'licence_valid_to')::DATE AS valid_to,
        max(asserted_on) FILTER (field = 'licence_valid_to') AS valid_to_said_on,
        min({'source_id': source_id, 'source_record_id': source_record_id}) FILTER (field = 'licence_status') AS status_entry,
        min({'source_id': source_id, 'source_record_id': source_record_id}) FILTER (field = 'licence_valid_to') AS term_entry
    FROM settled_claim
    WHERE is_golden AND entity_kind = 'institution' AND field IN ('licence_status', 'licence_valid_to')
    GROUP BY entity_id
),

ended AS (
    SELECT
        *,
        -- A list that lacks it, or a suspension, ends no licence. A day in the past does only if the register still says
        -- so after it: an answer from before that day may have been followed by a renewal.
        CASE
            WHEN status IN ('cancelled', 'revoked', 'rescinded', 'expired') THEN status
            WHEN status IS DISTINCT FROM 'no_longer_listed' AND valid_to_said_on > valid_to THEN 'expired'
        END AS ended_as,
        CASE WHEN status IN ('cancelled', 'revoked', 'rescinded', 'expired') THEN status_entry ELSE term_entry END AS entry
    FROM golden
)

SELECT
    e.institution_id,
    e.entry.source_id,
    e.entry.source_record_id,
    e.ended_as,
    -- The last day on which it was good; NULL if nobody dates it.
    CASE WHEN has_ended(e.status) THEN l.effective_on - 1 ELSE e.valid_to END AS last_day
FROM ended AS e
LEFT JOIN licence AS l ON l.source_id = e.entry.source_id AND l.source_record_id = e.entry.source_record_id AND l.is_current
