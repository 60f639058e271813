-- One row per record of a lower tier that a person asked to have removed: by itself, or as one of a person's.
-- Key: the record. Nothing published has it, and nothing that is made of links.
-- Reads: stated_suppression, suppressed_person, found_link, source.
WITH wanted AS (
    SELECT source_id, source_record_id
    FROM stated_suppression
    WHERE kind = 'listing'

    UNION

    SELECT source_id, source_record_id
    FROM found_link
    SEMI JOIN suppressed_person USING (practitioner_id)
)

SELECT w.source_id, w.source_record_id
FROM wanted AS w
JOIN source AS s USING (source_id)
-- What an official source says only that source can correct.
WHERE tier_order(s.tier) > 2
