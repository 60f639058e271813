-- One row per listed record of a lower tier and person it was judged with: the latest verdict. Key: the listing.
-- Reads: listing_judgement.
SELECT
    record_no,
    person_no,
    arg_max(verdict, (decided_at, judgement_no)) AS verdict,
    -- Of a practitioner the best fitting registration is meant, if any fits.
    arg_max(kind <> 'practitioner', (decided_at, judgement_no)) AS is_of_registration,
    arg_max(anchor_no, (decided_at, judgement_no)) AS anchor_no
FROM listing_judgement
GROUP BY record_no, person_no
