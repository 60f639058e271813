-- One row per institution that an official source of institutions speaks of: the entry that counts, and whether the
-- licence has ended. Key: institution.
-- Reads: licence, official_site.
WITH spoken AS (
    SELECT
        i.institution_id,
        -- Best tier, then the freshest; ties by value, so that order of arrival shows nowhere.
        first(l ORDER BY tier_order(l.tier), l.asserted_on DESC NULLS LAST, l.source_id, l.source_record_id) AS says
    FROM licence AS l
    JOIN official_site AS i USING (source_id, source_record_id, content_digest)
    WHERE l.is_current AND i.role = 'licence'
    GROUP BY i.institution_id
)

SELECT
    institution_id,
    says.source_id,
    says.source_record_id,
    says.uscc,
    says.grade,
    says.subjects,
    says.division,
    says.status,
    says.valid_to,
    -- A list that lacks it, or a suspension, ends no licence. A day in the past does only if the register still says so
    -- after it: an answer from before that day may have been followed by a renewal.
    CASE
        WHEN says.status IN ('cancelled', 'revoked', 'rescinded', 'expired') THEN says.status
        WHEN says.status IS DISTINCT FROM 'no_longer_listed' AND says.asserted_on > says.valid_to THEN 'expired'
    END AS ended_as,
    -- The last day on which it was good; NULL if nobody dates it.
    CASE
        WHEN says.status IN ('cancelled', 'revoked', 'rescinded') THEN says.effective_on - 1
        ELSE says.valid_to
    END AS last_day
FROM spoken
