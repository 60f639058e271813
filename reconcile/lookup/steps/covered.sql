-- One row per question: has a source that could have shown the person answered within its age limit? has a list?
-- Reads: situation, searched, source, province.
-- For a question about the whole country the registers of all provinces together will do.
SELECT
    s.no,
    max(coalesce(f.state = 'current' AND f.is_wide, 0)) OR (
        s.place IS NULL AND NOT EXISTS (
            SELECT 1 FROM province AS p
            WHERE NOT EXISTS (
                SELECT 1 FROM searched AS c
                JOIN source AS o ON o.source_no = c.source_no
                WHERE c.no = s.no AND c.state = 'current' AND c.is_list AND instr(o.provinces, '|' || p.province || '|')
            )
        )
    ) AS is_covered,
    max(coalesce(f.state = 'current' AND f.is_wide AND f.is_list, 0)) AS is_listed
FROM situation AS s
LEFT JOIN searched AS f ON f.no = s.no
GROUP BY s.no
