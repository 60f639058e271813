-- One row per content of an official record and institution it names, with the institution's id.
-- Reads: named_site, numbered_name.
SELECT
    n.* EXCLUDE (registration_no),
    coalesce(n.registration_no, u.registration_no) AS registration_no,
    opaque_id(
        $secret, 'institution',
        coalesce(n.registration_no, u.registration_no, n.institution_key || '|' || coalesce(n.province, ''))
    ) AS institution_id
FROM named_site AS n
LEFT JOIN numbered_name AS u ON u.institution_key = n.institution_key AND u.province = coalesce(n.province, '')
WHERE coalesce(n.registration_no, n.institution_key) IS NOT NULL
