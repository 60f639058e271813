-- One row per registration and spell of days on which the same was officially so. Key: registration.
-- Reads: every_state.
WITH several AS (
    SELECT registration_id FROM every_state GROUP BY registration_id HAVING count(*) > 1
),

begun AS (
    SELECT *
    FROM every_state
    SEMI JOIN several USING (registration_id)
    QUALIFY so IS DISTINCT FROM lag(so) OVER (PARTITION BY registration_id ORDER BY day)
),

spell AS (
    SELECT *, lead(day) OVER (PARTITION BY registration_id ORDER BY day) - 1 AS valid_to
    FROM begun

    UNION ALL

    SELECT *, NULL
    FROM every_state
    ANTI JOIN several USING (registration_id)
)

SELECT registration_id, practitioner_id, day AS valid_from, valid_to, so.*
FROM spell
