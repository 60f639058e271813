-- One row per content of an official record that ever showed an end, or a suspension to a stated day, and registration it
-- is about: the one its record is of, unless it names others alone, as an act does, or another province. Two entries under
-- one key may have changed places since.
-- Reads: official_content, former_name, registration_name, registration_record. Key: record.
WITH ended AS (
    SELECT
        c.*,
        k.registration_id AS own_id,
        coalesce(c.certificate_no = k.certificate_no AND c.province <> k.province, false) AS is_of_elsewhere,
        n.former_keys
    FROM official_content AS c
    JOIN registration_record AS k USING (source_id, source_record_id)
    LEFT JOIN former_name AS n USING (former_names)
    WHERE has_ended(c.status) OR (c.status = 'suspended' AND c.valid_to IS NOT NULL AND NOT coalesce(is_permit(c.instrument), false))
),

named AS (
    SELECT c.source_id, c.source_record_id, c.content_digest, array_agg(DISTINCT r.registration_id) AS ids
    FROM ended AS c
    JOIN registration_name AS r ON r.certificate_no = c.certificate_no AND r.province IS NOT DISTINCT FROM c.province
    WHERE names_agree(c.name_key, c.name_sound, c.former_keys, r.name_key, r.name_sound, r.former_keys)
    GROUP BY ALL
)

SELECT
    unnest(
        CASE
            WHEN n.ids IS NOT NULL AND NOT list_contains(n.ids, c.own_id) THEN n.ids
            WHEN NOT c.is_of_elsewhere THEN [c.own_id]
        END
    ) AS registration_id,
    c.source_id,
    c.source_record_id,
    c.content_digest,
    c.status,
    c.valid_to,
    c.effective_on,
    c.published_at,
    c.first_asserted_on,
    c.retrieved_at,
    c.first_seen_at,
    c.last_seen_at,
    c.url,
    c.evidence_id
FROM ended AS c
LEFT JOIN named AS n USING (source_id, source_record_id, content_digest)
