-- One row per practitioner whom no lower listing may be shown of. Key: the practitioner.
-- Reads: stated_suppression, registration_record.
SELECT DISTINCT k.practitioner_id
FROM stated_suppression AS s
JOIN registration_record AS k USING (source_id, source_record_id)
WHERE s.kind = 'practitioner'

UNION

-- The id stands where the record that stood for the person is no more.
SELECT practitioner_id
FROM stated_suppression
WHERE kind = 'practitioner'
