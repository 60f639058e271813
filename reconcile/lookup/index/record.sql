-- One row per registration, official record it rests on or rested on, and content that spoke from one day to another; per
-- act, from its day to its end. to_day NULL: on the release's day; gone_on: from when it was listed no more.
-- Reads: anchor, registration_record, adverse_act, granted, statement, spell, spell_seen, record, run, indexed_source.
WITH spoken AS (
    SELECT
        k.registration_id,
        s.source_id,
        s.source_record_id,
        s.content_digest,
        coalesce(c.asserted_on, e.asserted_on) AS asserted_on,
        least(coalesce(c.asserted_on, o.asserted_on), day_of(o.started_at)) AS from_day,
        min(from_day) OVER (
            PARTITION BY s.source_id, s.source_record_id
            ORDER BY s.first_seen_at, s.closed_run_id IS NULL
            ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
        ) - 1 AS to_day,
        CASE WHEN s.closed_as = 'gone' THEN day_of(s.closed_at) END AS gone_on
    FROM spell AS s
    JOIN registration_record AS k USING (source_id, source_record_id)
    JOIN spell_seen AS e USING (source_id, source_record_id, opened_run_id)
    JOIN record AS c ON c.source_id = s.source_id AND c.source_record_id = s.source_record_id
        AND c.content_digest = s.content_digest
    JOIN run AS o ON o.run_id = s.opened_run_id
),

resting AS (
    SELECT * FROM spoken WHERE coalesce(from_day <= to_day, true)

    UNION ALL

    SELECT
        t.registration_id,
        t.source_id,
        t.source_record_id,
        s.content_digest,
        s.asserted_on,
        -- An undated act holds for as long as we know.
        coalesce(t.effective_on, DATE '0001-01-01'),
        -- One that does not hold has ended, was lifted by a later grant, or is to come.
        CASE WHEN NOT t.is_holding THEN least(t.last_day, g.registered_on - 1) END,
        CASE WHEN p.closed_as = 'gone' THEN day_of(p.closed_at) END
    FROM adverse_act AS t
    JOIN granted AS g USING (registration_id)
    JOIN statement AS s USING (source_id, source_record_id)
    JOIN spell AS p ON p.source_id = s.source_id AND p.source_record_id = s.source_record_id
        AND p.opened_run_id = s.opened_run_id AND p.content_digest = s.content_digest
    WHERE t.is_act
)

SELECT
    a.anchor_no AS registration_no,
    s.source_no,
    r.source_record_id,
    r.from_day::VARCHAR AS from_day,
    any_value(unhex(r.content_digest)) AS content_digest,
    any_value(r.asserted_on)::VARCHAR AS asserted_on,
    max(r.to_day)::VARCHAR AS to_day,
    max(r.gone_on)::VARCHAR AS gone_on
FROM resting AS r
JOIN anchor AS a USING (registration_id)
JOIN indexed_source AS s USING (source_id)
GROUP BY a.anchor_no, s.source_no, r.source_record_id, r.from_day
ORDER BY registration_no, source_no, source_record_id, from_day
