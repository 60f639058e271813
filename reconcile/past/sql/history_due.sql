-- One row per person of whom a refresh touched something that what was officially so rests on, then or now.
-- Reads: changed_* (what the refresh changed), changed_history, registration_record.
WITH record AS (
    SELECT source_id, source_record_id FROM changed_history
    UNION SELECT source_id, source_record_id FROM changed_official_site
),

registration AS (
    SELECT registration_id FROM changed_shown_end
    UNION SELECT registration_id FROM changed_adverse_act
    UNION SELECT registration_id FROM changed_practice_site
    UNION SELECT entity_id FROM changed_settled_claim
)

SELECT practitioner_id FROM changed_registration_record
UNION SELECT practitioner_id FROM changed_registration
UNION SELECT practitioner_id FROM changed_practitioner
UNION SELECT entity_id FROM changed_settled_claim WHERE entity_kind = 'practitioner'
UNION SELECT practitioner_id FROM registration_record SEMI JOIN record USING (source_id, source_record_id)
UNION SELECT practitioner_id FROM registration_record SEMI JOIN registration USING (registration_id)
-- Acts name a number.
UNION SELECT practitioner_id FROM registration_record
SEMI JOIN (SELECT certificate_no FROM changed_statement WHERE is_official AND is_act) USING (certificate_no)
