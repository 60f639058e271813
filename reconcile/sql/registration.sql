-- One row per registration, as it is published: the days it has not been asserted for, in place of the day it was.
-- Reads: settled_registration.
SELECT * EXCLUDE (asserted_on), $today - asserted_on AS age_days
FROM settled_registration
