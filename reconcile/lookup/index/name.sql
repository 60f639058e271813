-- One row per match key of a name that an official record gives or gave to anybody, with its sound.
-- Reads: anchor_name.
-- The sound is NULL where the name stands only among somebody's former names; it is worked out as it is written.
SELECT
    row_number() OVER (ORDER BY name_key) AS name_no,
    name_key,
    min(name_sound) AS sound
FROM anchor_name
GROUP BY name_key
ORDER BY name_no
