-- One row per source and day that a complete list of it speaks for: the date its entries have from then on. Key: source.
-- Reads: run (as known today).
SELECT
    source_id,
    spoken_on(asserted_on, started_at) AS day,
    -- Wrapped, since arg_max passes over a bare NULL: a list may state no date.
    any_value(latest.said) AS asserted_on
FROM (
    SELECT
        *,
        arg_max({'said': asserted_on}, (started_at, run_id)) OVER (
            PARTITION BY source_id ORDER BY spoken_on(asserted_on, started_at)
        ) AS latest
    FROM known.run
    WHERE outcome = 'complete' AND kind <> 'lookup'
)
GROUP BY ALL
