-- One row per entry now listed: who is meant in truth (NULL: nobody).
-- Reads: spell, record, run, declared (sources of listings and their tiers), true_listing.
SELECT
    row_number() OVER (ORDER BY p.source_id, p.source_record_id)::INT AS listing_no,
    p.source_id,
    p.source_record_id,
    p.content_digest,
    d.tier,
    d.tier IN ('national', 'provincial') AS is_official,
    t.person_id
FROM spell AS p
JOIN declared AS d USING (source_id)
JOIN record AS c USING (source_id, source_record_id, content_digest)
JOIN run AS r ON r.run_id = c.run_id
JOIN true_listing AS t ON t.source_id = p.source_id AND t.date = r.started_at::DATE AND t.row_no = c.row_no
WHERE p.closed_run_id IS NULL
