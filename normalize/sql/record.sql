-- One row per record and content, values normalized, in the order of `fresh`.
-- Reads: fresh, and the mappings clean_* from raw values to clean ones.
SELECT
    f.source_id,
    f.source_record_id,
    f.content_digest,
    name.name,
    name.state AS name_state,
    name.key AS name_key,
    name.sound AS name_sound,
    -- Some stand beside the name: 张伟（原名张卫）.
    CASE
        WHEN name.former_names IS NULL THEN former_names.value
        ELSE list_sort(list_distinct(list_concat(coalesce(former_names.value, []), name.former_names)))
    END AS former_names,
    gender.value AS gender,
    -- One document serves physicians and assistants, and the level tells which; a list that names no document lists it.
    -- A village doctor is none of them, whatever column says so, nor is a specialist of TCM.
    CASE
        WHEN level.value IN ('village_doctor', 'tcm_specialty') THEN level.value
        WHEN coalesce(instrument.value, 'physician') = 'physician' THEN coalesce(level.value, instrument.value)
        ELSE instrument.value
    END AS instrument,
    certificate.number AS certificate_no,
    certificate.mask AS certificate_mask,
    CASE
        WHEN level.value NOT IN ('village_doctor', 'tcm_specialty') AND coalesce(instrument.value <> 'village_doctor', true)
            THEN level.value
    END AS level,
    category.value AS category,
    scope.value AS scope,
    institution.name AS institution,
    institution.key AS institution_key,
    registration_no.value AS registration_no,
    uscc.value AS uscc,
    grade.value AS grade,
    subjects.value AS subjects,
    filed_sites.value AS filed_sites,
    coalesce(province.province, left(division.value, 2)) AS province,
    coalesce(division.value, province.division) AS division,
    status.value AS status,
    status_reason.value AS status_reason,
    registered_on.value AS registered_on,
    effective_on.value AS effective_on,
    valid_from.value AS valid_from,
    valid_to.value AS valid_to,
    assessment.value AS assessment,
    assessed_on.value AS assessed_on,
    issuer.value AS issuer,
    department.name AS department,
    department.code AS department_code,
    title.title,
    title.teaching_title,
    society_role.value AS society_role,
    asserted_on.value AS asserted_on,
    published_at.value AS published_at,
    f.run_id,
    f.url,
    f.row_no,
    f.retrieved_at,
    f.evidence_id
FROM fresh AS f
LEFT JOIN clean_name AS name ON name.raw = f.name
LEFT JOIN clean_former_names AS former_names ON former_names.raw = f.former_names
LEFT JOIN clean_gender AS gender ON gender.raw = f.gender
LEFT JOIN clean_instrument AS instrument ON instrument.raw = f.instrument
LEFT JOIN clean_certificate_no AS certificate ON certificate.raw = f.certificate_no
LEFT JOIN clean_level AS level ON level.raw = f.level
LEFT JOIN clean_category AS category ON category.raw = f.category
LEFT JOIN clean_scope AS scope ON scope.raw = f.scope
LEFT JOIN clean_institution AS institution ON institution.raw = f.institution
LEFT JOIN clean_registration_no AS registration_no ON registration_no.raw = f.registration_no
LEFT JOIN clean_uscc AS uscc ON uscc.raw = f.uscc
LEFT JOIN clean_grade AS grade ON grade.raw = f.grade
LEFT JOIN clean_subjects AS subjects ON subjects.raw = f.subjects
LEFT JOIN clean_filed_sites AS filed_sites ON filed_sites.raw = f.filed_sites
LEFT JOIN clean_province AS province ON province.raw = f.province_in_scope
LEFT JOIN clean_division AS division ON division.raw = f.division_in_province
LEFT JOIN clean_status AS status ON status.raw = f.status
LEFT JOIN clean_text AS status_reason ON status_reason.raw = f.status_reason
LEFT JOIN clean_date AS registered_on ON registered_on.raw = f.registered_on
LEFT JOIN clean_date AS effective_on ON effective_on.raw = f.effective_on
LEFT JOIN clean_date AS valid_from ON valid_from.raw = f.valid_from
LEFT JOIN clean_date AS valid_to ON valid_to.raw = f.valid_to
LEFT JOIN clean_assessment AS assessment ON assessment.raw = f.assessment
LEFT JOIN clean_date AS assessed_on ON assessed_on.raw = f.assessed_on
LEFT JOIN clean_text AS issuer ON issuer.raw = f.issuer
LEFT JOIN clean_department AS department ON department.raw = f.department
LEFT JOIN clean_title AS title ON title.raw = f.title
LEFT JOIN clean_text AS society_role ON society_role.raw = f.society_role
LEFT JOIN clean_date AS asserted_on ON asserted_on.raw = f.asserted_on
LEFT JOIN clean_date AS published_at ON published_at.raw = f.published_at
