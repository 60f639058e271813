-- One row per entry the run has something to say of: new content (at row `landed_no` of what landed), or a mark that
-- it was renewed, missed or gone.
-- Reads: landed_entry, covered_spell.
SELECT
    e.source_record_id,
    e.content_digest,
    'content' AS sighting,
    e.landed_no,
    e.address,
    e.is_key_repeated,
    e.is_keyless
FROM landed_entry AS e
LEFT JOIN covered_spell AS s
    ON s.source_record_id = e.source_record_id AND s.content_digest = e.content_digest
WHERE s.source_record_id IS NULL

UNION ALL BY NAME

SELECT
    source_record_id,
    content_digest,
    CASE
        WHEN is_seen THEN 'same'
        -- What a list still links to is not gone, however often its page is not found.
        WHEN is_dead THEN 'missed'
        -- Where a site states its total one whole reading proves absence, as does the answer to a question;
        -- where it does not, the second reading in a row does.
        WHEN $proves_absence OR missed_run_id IS NOT NULL THEN 'gone'
        ELSE 'missed'
    END AS sighting,
    coalesce(new_address, '') AS address
FROM covered_spell
WHERE
    (NOT is_seen AND NOT (is_dead AND missed_run_id IS NOT NULL))
    -- A complete listing renews whatever it does not mark; any other run names what it renewed.
    OR (is_seen AND coalesce(new_digest, content_digest) = content_digest AND (is_moved OR missed_run_id IS NOT NULL OR NOT $is_complete OR $covering = 'lookup'))
