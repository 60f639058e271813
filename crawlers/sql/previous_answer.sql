-- One row per address that was read before: the latest answer, its validators, and where its bytes are kept.
-- Reads: request, run, spell.
WITH latest AS (
    -- Of a failed run nothing was taken in, so its answers renew nothing.
    SELECT q.url, q.address, q.etag, q.last_modified, q.body_digest, q.evidence_id
    FROM request AS q
    JOIN run AS r USING (run_id)
    WHERE
        q.source_id = $source_id
        AND r.outcome <> 'failed'
        AND q.outcome IN ('answer', 'empty')
        AND q.body_digest IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY q.url ORDER BY q.fetched_at DESC, q.run_id DESC) = 1
),

standing AS (
    SELECT DISTINCT address
    FROM spell
    WHERE source_id = $source_id AND closed_run_id IS NULL
)

SELECT
    latest.url,
    latest.etag,
    latest.last_modified,
    latest.body_digest,
    latest.evidence_id,
    -- What was read there must still stand: an entry that was gone and is back has to be read anew.
    standing.address IS NOT NULL AS is_renewable
FROM latest
LEFT JOIN standing USING (address)
ORDER BY latest.url
