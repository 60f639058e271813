-- One row per kind of conflict, its words in the report's language.
-- Reads: conflict_kind.
SELECT
    kind,
    list_position($severities, severity) AS severity_position,
    severity,
    CASE $lang WHEN 'zh' THEN title_zh ELSE title_en END AS title,
    CASE $lang WHEN 'zh' THEN definition_zh ELSE definition_en END AS definition,
    CASE $lang WHEN 'zh' THEN legal_note_zh ELSE legal_note_en END AS legal_note,
    CASE $lang WHEN 'zh' THEN next_step_zh ELSE next_step_en END AS next_step
FROM conflict_kind
ORDER BY severity_position, kind
