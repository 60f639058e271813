-- One row: the sizes of the release.
-- Reads: registration, practitioner, institution, listing.
SELECT
    (SELECT count(*) FROM registration) AS registration_count,
    (SELECT count(*) FROM registration WHERE status = 'active') AS active_count,
    (SELECT count(*) FROM practitioner) AS practitioner_count,
    (SELECT count(*) FROM institution) AS institution_count,
    (SELECT count(*) FROM listing) AS listing_count
