-- One row per lower record and registration worth comparing: how the names agree.
-- Reads: lower_record, meaning, anchor, anchor_name, anchor_site, anchor_pattern, name_frequency, judged_listing.
WITH plain AS (
    SELECT record_no, shown_no, name_key, name_sound, certificate_no, province, city
    FROM lower_record
    WHERE name_key IS NOT NULL
),

at_institution AS (
    SELECT p.record_no, p.name_key, p.name_sound, m.institution_id
    FROM plain AS p
    JOIN meaning AS m USING (shown_no)
),

anchor_here AS (
    SELECT n.anchor_no, n.name_key, n.name_sound, i.institution_id
    FROM anchor_name AS n
    JOIN anchor_site AS i USING (anchor_no)
),

-- Whom a person judged to be somebody else is no candidate, and nobody's name is found by him.
excluded AS (
    SELECT j.record_no, a.anchor_no
    FROM judged_listing AS j
    JOIN anchor AS a USING (person_no)
    WHERE j.verdict = 'different'
),

same_name_here AS (
    SELECT r.record_no, a.anchor_no, 'exact' AS name_level, NULL::VARCHAR AS pattern
    FROM at_institution AS r
    JOIN anchor_here AS a USING (name_key, institution_id)
    ANTI JOIN excluded USING (record_no, anchor_no)
),

-- Other writings are looked for only where the name as written is not found.
unfound AS (
    SELECT * FROM at_institution ANTI JOIN same_name_here USING (record_no)
),

same_sound_here AS (
    SELECT r.record_no, a.anchor_no, 'homophone', NULL
    FROM unfound AS r
    JOIN anchor_here AS a USING (name_sound, institution_id)
    WHERE length(r.name_key) = length(a.name_key)
),

-- A character that cannot be read, on either side; or another one, in names of three and more.
opened AS (
    SELECT record_no, institution_id, name_key AS pattern, 'damaged' AS name_level
    FROM unfound
    WHERE contains(name_key, '?')

    UNION ALL

    SELECT record_no, institution_id, unnest(opened(name_key)), 'one_character'
    FROM unfound
    WHERE length(name_key) IN (3, 4)
),

other_character_here AS (
    SELECT o.record_no, p.anchor_no, o.name_level, pattern
    FROM opened AS o
    JOIN anchor_pattern AS p USING (pattern, institution_id)

    UNION ALL

    SELECT o.record_no, a.anchor_no, 'damaged', o.pattern
    FROM opened AS o
    JOIN anchor_here AS a ON a.name_key = o.pattern AND a.institution_id = o.institution_id
    WHERE o.name_level = 'one_character'
),

anchor_around AS (
    SELECT n.anchor_no, n.name_key, n.name_sound, a.province, a.city, a.issuing_city
    FROM anchor_name AS n
    JOIN anchor AS a USING (anchor_no)
),

-- How many of the name there are in the province, and elsewhere with a certificate of the city.
bearer AS (
    SELECT name_key, province, issuing_city, count(*) AS count
    FROM anchor_around
    SEMI JOIN plain USING (name_key)
    GROUP BY ALL
),

-- Whose name is found at the place shown, or has very many bearers, is compared in the city alone. (Of two million
-- namesakes elsewhere of people found so 800 had a chance of one in fifty: docs/benchmarks.md.)
asked AS (
    SELECT
        p.*,
        h.record_no IS NOT NULL AS is_found,
        is_found OR coalesce(v.count, 0) + coalesce(i.count, 0) - coalesce(b.count, 0) > 40 AS is_of_city
    FROM plain AS p
    LEFT JOIN (SELECT DISTINCT record_no FROM same_name_here) AS h USING (record_no)
    LEFT JOIN (SELECT name_key, province, sum(count) AS count FROM bearer GROUP BY ALL) AS v USING (name_key, province)
    LEFT JOIN (SELECT name_key, issuing_city AS city, sum(count) AS count FROM bearer GROUP BY ALL) AS i
        ON i.name_key = p.name_key AND i.city = p.city
    LEFT JOIN bearer AS b ON b.name_key = p.name_key AND b.province = p.province AND b.issuing_city = p.city
),

-- Those who got their certificate in the city and went elsewhere are of the city too.
same_name_around AS (
    SELECT p.record_no, a.anchor_no, 'exact', NULL
    FROM asked AS p
    JOIN anchor_around AS a USING (name_key, province)
    WHERE NOT p.is_of_city

    UNION ALL

    SELECT p.record_no, a.anchor_no, 'exact', NULL
    FROM asked AS p
    JOIN anchor_around AS a USING (name_key, province, city)
    WHERE p.is_of_city

    UNION ALL

    SELECT p.record_no, a.anchor_no, 'exact', NULL
    FROM asked AS p
    JOIN anchor_around AS a ON a.name_key = p.name_key AND a.issuing_city = p.city
),

-- Other writings are looked for in the city, too, of a name that nobody there has.
unfound_around AS (
    SELECT * FROM asked
    ANTI JOIN anchor_around USING (name_key, city)
    WHERE city IS NOT NULL AND NOT is_found
),

opened_around AS (
    SELECT record_no, city, name_key AS pattern, 'damaged' AS name_level
    FROM unfound_around
    WHERE contains(name_key, '?')

    UNION ALL

    -- A name that the model knows somebody by is hardly a slip.
    SELECT record_no, city, unnest(opened(name_key)), 'one_character'
    FROM unfound_around
    ANTI JOIN (SELECT value AS name_key FROM name_frequency WHERE form = 'key') USING (name_key)
    WHERE length(name_key) IN (3, 4)
),

other_writing_around AS (
    SELECT p.record_no, n.anchor_no, 'homophone', NULL
    FROM unfound_around AS p
    JOIN anchor_around AS n USING (name_sound, city)
    WHERE length(p.name_key) = length(n.name_key)

    UNION ALL

    SELECT o.record_no, p.anchor_no, o.name_level, pattern
    FROM opened_around AS o
    JOIN (SELECT DISTINCT p.anchor_no, p.pattern, a.city FROM anchor_pattern AS p JOIN anchor AS a USING (anchor_no)) AS p USING (pattern, city)
),

same_rare_name AS (
    SELECT p.record_no, n.anchor_no, 'exact', NULL
    FROM asked AS p
    JOIN anchor_name AS n USING (name_key)
    LEFT JOIN name_frequency AS f ON f.form = 'key' AND f.value = p.name_key
    -- A name that the model does not know yet is rare.
    WHERE coalesce(f.person_count, 1) <= 8 AND NOT p.is_found
),

same_number AS (
    SELECT p.record_no, a.anchor_no, 'certificate', NULL
    FROM plain AS p
    JOIN anchor AS a USING (certificate_no)
    JOIN anchor_name AS n USING (anchor_no)
    WHERE names_agree(p.name_key, p.name_sound, [], n.name_key, n.name_sound, [])
),

every AS (
    SELECT * FROM same_name_here
    UNION ALL SELECT * FROM same_sound_here
    UNION ALL SELECT * FROM other_character_here
    UNION ALL SELECT * FROM same_name_around
    UNION ALL SELECT * FROM other_writing_around
    UNION ALL SELECT * FROM same_rare_name
    UNION ALL SELECT * FROM same_number
),

-- The best agreement and its first pattern as one short text: DuckDB keeps longer ones of an aggregate in memory.
best AS (
    SELECT
        record_no,
        anchor_no,
        bool_or(name_level = 'certificate') AS is_same_number,
        min(list_position(['exact', 'homophone', 'damaged', 'one_character', 'certificate'], name_level) || coalesce(pattern, '')) AS agreement
    FROM every
    ANTI JOIN excluded USING (record_no, anchor_no)
    GROUP BY record_no, anchor_no
)

SELECT
    record_no,
    anchor_no,
    is_same_number,
    ['exact', 'homophone', 'damaged', 'one_character', 'certificate'][agreement[1]::INT] AS name_level,
    nullif(agreement[2:], '') AS pattern
FROM best
