-- One row per registration and official record it rests on, acts that hold too: which content, of which day.
-- Reads: anchor, registration_record, adverse_act, statement, indexed_source.
WITH resting AS (
    SELECT registration_id, source_id, source_record_id FROM registration_record

    UNION

    SELECT registration_id, source_id, source_record_id FROM adverse_act WHERE is_holding
)

SELECT
    a.anchor_no AS registration_no,
    s.source_no,
    r.source_record_id,
    unhex(c.content_digest) AS content_digest,
    c.asserted_on::VARCHAR AS asserted_on
FROM resting AS r
JOIN anchor AS a USING (registration_id)
JOIN statement AS c USING (source_id, source_record_id)
JOIN indexed_source AS s USING (source_id)
ORDER BY registration_no, source_no, source_record_id
