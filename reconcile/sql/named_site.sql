-- One row per content of an official record and institution it names: what it says of it.
-- Reads: official_content, site_name (key of a filed site's name), licence.
SELECT
    source_id, source_record_id, content_digest, is_current, tier, first_seen_at, province,
    'main' AS role, institution AS name, institution_key, registration_no,
    NULL::DATE AS valid_from, NULL::DATE AS valid_to
FROM official_content

UNION ALL

SELECT
    c.source_id, c.source_record_id, c.content_digest, c.is_current, c.tier, c.first_seen_at, c.province,
    'filed', f.institution, n.institution_key, NULL, f.valid_from, f.valid_to
FROM (SELECT * EXCLUDE (filed_sites), unnest(filed_sites) AS f FROM official_content) AS c
JOIN site_name AS n ON n.institution = c.f.institution

UNION ALL

SELECT
    source_id, source_record_id, content_digest, is_current, tier, first_seen_at, province,
    'licence', institution, institution_key, registration_no, valid_from, valid_to
FROM licence
