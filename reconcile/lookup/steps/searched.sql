-- One row per question and official register whose provinces hold what is asked: the day it speaks for, if it does.
-- Reads: situation, asked, source, question, today.
WITH answered AS (
    SELECT
        s.no,
        s.place,
        o.source_no,
        o.covering,
        o.is_permit,
        o.provinces,
        o.age_limit_days,
        o.first_on,
        CASE o.covering
            WHEN 'listing' THEN o.asserted_on
            -- A look-up source speaks for the very questions it was asked.
            ELSE (
                SELECT max(q.asked_on) FROM question AS q
                WHERE q.name_key = a.name_key AND q.source_no = o.source_no
                    AND q.province = coalesce(s.place, '') AND q.institution_key = coalesce(a.institution_key, '')
            )
        END AS asserted_on
    FROM situation AS s
    JOIN asked AS a ON a.no = s.no
    JOIN source AS o ON o.is_official AND o.is_register
    WHERE o.provinces = '' OR s.place IS NULL OR instr(o.provinces, '|' || s.place || '|')
)

SELECT
    a.no,
    a.source_no,
    a.asserted_on,
    CAST(julianday(t.day) - julianday(a.asserted_on) AS INT) AS age_days,
    CASE
        WHEN a.asserted_on IS NULL AND a.covering = 'lookup' THEN 'not_asked'
        WHEN a.asserted_on IS NULL THEN iif(a.first_on > t.day, 'not_yet', 'undated')
        WHEN julianday(t.day) - julianday(a.asserted_on) > a.age_limit_days THEN 'too_old'
        ELSE 'current'
    END AS state,
    -- Could it have shown whoever is asked for? A list of permits shows no other physician.
    NOT a.is_permit AND (a.provinces = '' OR a.place IS NOT NULL) AS is_wide,
    NOT a.is_permit AND a.covering = 'listing' AS is_list
FROM answered AS a
CROSS JOIN today AS t
