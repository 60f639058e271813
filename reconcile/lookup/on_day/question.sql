-- One row per question that a look-up source answered on the day or before.
SELECT *
FROM main.question
WHERE asked_on <= $day
