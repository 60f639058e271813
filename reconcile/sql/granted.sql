-- One row per registration: the latest day any of its records says it was granted; NULL if none says so. A day to come
-- is none on which anything was granted.
-- Reads: registration_record, statement.
SELECT k.registration_id, max(s.registered_on) FILTER (s.registered_on <= $today) AS registered_on
FROM registration_record AS k
JOIN statement AS s USING (source_id, source_record_id)
WHERE speaks(k.rule, s.is_listed)
GROUP BY k.registration_id
