-- One row per source: the last day until the day that a complete list of it speaks for, and the first day any does.
SELECT
    *,
    CASE
        WHEN covering = 'listing'
            THEN (
                SELECT max(d.asserted_on) FROM main.source_day AS d
                WHERE d.source_no = source.source_no AND d.asserted_on <= $day
            )
    END AS asserted_on,
    CASE
        WHEN covering = 'listing'
            THEN (SELECT min(d.asserted_on) FROM main.source_day AS d WHERE d.source_no = source.source_no)
    END AS first_on
FROM main.source
