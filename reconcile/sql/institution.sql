-- One row per institution that an official statement names: one licence. Key: institution_id.
-- Reads: official_site, settled_claim.
WITH known AS (
    SELECT
        institution_id,
        min(registration_no) AS registration_no,
        -- 22 characters: organisation code 9, division 6, economic type 2, class 4, management 1.
        min(registration_no) FILTER (length(registration_no) = 22) AS structured_no
    FROM official_site
    WHERE is_current AND name IS NOT NULL
    GROUP BY institution_id
),

golden AS (
    SELECT
        entity_id AS institution_id,
        -- Of several writings of one name the first in byte order.
        min(value) FILTER (field = 'name') AS name,
        any_value(value) FILTER (field = 'province') AS province,
        any_value(value) FILTER (field = 'division') AS division,
        any_value(value) FILTER (field = 'uscc') AS uscc,
        any_value(value) FILTER (field = 'grade') AS grade,
        string_split(any_value(value) FILTER (field = 'subjects'), '|') AS subjects,
        any_value(value) FILTER (field = 'licence_status') AS licence_status,
        any_value(value) FILTER (field = 'licence_valid_to')::DATE AS licence_valid_to
    FROM settled_claim
    WHERE is_golden AND entity_kind = 'institution'
    GROUP BY entity_id
)

SELECT
    k.institution_id,
    k.registration_no,
    coalesce(k.structured_no[:9], g.uscc[9:17]) AS organisation_code,
    g.uscc,
    g.name,
    g.grade,
    k.structured_no[18:21] AS kind,
    g.province,
    coalesce(k.structured_no[10:15], g.division) AS division,
    g.subjects,
    g.licence_status,
    g.licence_valid_to
FROM known AS k
LEFT JOIN golden AS g USING (institution_id)
