-- One row per registration and official record it rests on as of the day, with the latest day it is asserted for;
-- gone_on: on the day it was listed no more, since when.
SELECT
    registration_no,
    source_no,
    source_record_id,
    content_digest,
    CASE
        WHEN asserted_on IS NULL OR asserted_on <= $day THEN asserted_on
        -- It went on being listed after the day: of the day is the last complete list until then.
        ELSE max(
            from_day,
            coalesce(
                (
                    SELECT max(d.asserted_on) FROM main.source_day AS d
                    WHERE d.source_no = record.source_no AND d.asserted_on <= $day
                ),
                from_day
            )
        )
    END AS asserted_on,
    CASE WHEN gone_on <= $day THEN gone_on END AS gone_on
FROM main.record
WHERE from_day <= $day AND (to_day IS NULL OR to_day >= $day)
