-- One row per two sources that share rare errors far oftener than chance: which is the copy, where time tells.
-- Key: none, a small table over all listings: one row for two sources (docs/linking.md, Copies).
-- Reads: listing_error, linked_listing, lower_record, source.
WITH rare AS (
    SELECT source_id, registration_id, field, min(value) AS error
    FROM listing_error
    WHERE is_rare
    GROUP BY source_id, registration_id, field
),

-- Of whom each source shows a name or number that could be wrong, and the error if it is.
shown AS (
    SELECT source_id, registration_id, field, e.error
    FROM (
        SELECT DISTINCT l.source_id, l.registration_id, unnest([
            CASE WHEN r.name_state = 'plain' THEN 'name' END,
            CASE WHEN r.certificate_no IS NOT NULL THEN 'certificate_no' END
        ]) AS field
        FROM linked_listing AS l
        JOIN lower_record AS r USING (source_id, source_record_id)
        JOIN source AS s USING (source_id)
        WHERE s.tier IN ('commercial', 'aggregator')
    )
    LEFT JOIN rare AS e USING (source_id, registration_id, field)
    WHERE field IS NOT NULL
),

counted AS (
    SELECT
        a.source_id AS original_id,
        b.source_id AS copy_id,
        a.field,
        count(*) FILTER (a.error IS NOT NULL) AS original_errors,
        count(*) FILTER (b.error IS NOT NULL) AS copy_errors,
        count(*) FILTER (a.error = b.error) AS shared,
        -- How often the one errs where the other is right: the chance that it errs of itself.
        (count(*) FILTER (a.error IS NULL AND b.error IS NOT NULL) + 1) / (count(*) FILTER (a.error IS NULL) + 2) AS chance
    FROM shown AS a
    JOIN shown AS b USING (registration_id, field)
    WHERE a.source_id <> b.source_id
    GROUP BY a.source_id, b.source_id, a.field
),

summed AS (
    SELECT
        original_id,
        copy_id,
        sum(original_errors)::BIGINT AS original_errors,
        sum(copy_errors)::BIGINT AS copy_errors,
        sum(shared)::BIGINT AS shared,
        -- In order, so that no last digit depends on the order of rows.
        sum(original_errors * chance ORDER BY field) AS expected,
        sum(original_errors * chance * (1 - chance) ORDER BY field) AS variance
    FROM counted
    GROUP BY original_id, copy_id
),

-- Five at least, half of the original's, and five standard deviations above chance; in one direction or the other.
related AS (
    SELECT DISTINCT least(original_id, copy_id) AS one_id, greatest(original_id, copy_id) AS two_id
    FROM summed
    WHERE shared >= 5 AND 2 * shared >= original_errors AND shared >= expected + 5 * sqrt(variance)
),

-- Which of the two showed each shared error first, rare or not; days, since two sources are read at different hours.
dated AS (
    SELECT
        p.one_id,
        p.two_id,
        count(*) FILTER (one.shown_on < two.shown_on AND two.is_dated) AS one_first,
        count(*) FILTER (two.shown_on < one.shown_on AND one.is_dated) AS two_first
    FROM related AS p
    JOIN listing_error AS one ON one.source_id = p.one_id
    JOIN listing_error AS two
        ON two.source_id = p.two_id AND two.registration_id = one.registration_id AND two.field = one.field
        AND two.value = one.value
    GROUP BY p.one_id, p.two_id
),

-- Time tells where a fair coin would fall so in one of twenty cases at most; where it does not, an aggregator takes from
-- others by its nature.
told AS (
    SELECT
        d.*,
        abs(one_first - two_first) >= 1 + 1.645 * sqrt(one_first + two_first) AS is_told_by_time,
        (one.tier = 'aggregator') <> (two.tier = 'aggregator') AS is_told_by_tier,
        CASE
            WHEN is_told_by_time THEN one_first > two_first
            WHEN is_told_by_tier THEN two.tier = 'aggregator'
            ELSE one_first > two_first
        END AS is_two_later
    FROM dated AS d
    JOIN source AS one ON one.source_id = d.one_id
    JOIN source AS two ON two.source_id = d.two_id
),

directed AS (
    SELECT
        CASE WHEN is_two_later THEN two_id ELSE one_id END AS source_id,
        CASE WHEN is_two_later THEN one_id ELSE two_id END AS other_source_id,
        is_told_by_time OR is_told_by_tier AS is_directed,
        CASE WHEN is_two_later THEN two_first ELSE one_first END AS earlier_count,
        CASE WHEN is_two_later THEN one_first ELSE two_first END AS later_count
    FROM told
)

SELECT
    d.source_id,
    d.other_source_id,
    CASE WHEN d.is_directed THEN d.other_source_id END AS copied_from_id,
    s.shared AS shared_count,
    round(s.expected, 3) AS expected_count,
    s.copy_errors AS error_count,
    s.original_errors AS other_error_count,
    round(s.shared / s.copy_errors, 3) AS share,
    d.earlier_count,
    d.later_count
FROM directed AS d
JOIN summed AS s ON s.copy_id = d.source_id AND s.original_id = d.other_source_id
