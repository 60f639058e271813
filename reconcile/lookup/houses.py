"""Institutions by name: the licence, its names, who says so, how many physicians are registered there."""

import sqlite3
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from reconcile.lookup.question import Question
from reconcile.lookup.search import search_institution

Row = dict[str, Any]

# As many as are shown in full, or named.
_AT_MOST = 10
_HOUSES = """
    SELECT i.*
    FROM institution AS i
    WHERE i.institution_no IN (SELECT institution_no FROM meant)
    ORDER BY i.province, i.institution_id
"""
_NAMES = """
    SELECT relation, alias FROM institution_name
    WHERE institution_no = ? AND alias <> ?
    ORDER BY instr('official former second user short', relation), length(alias), alias
"""
_SOURCES = """
    SELECT s.source_id, s.title, h.fields, h.asserted_on, s.age_limit_days,
        CAST(julianday((SELECT day FROM today)) - julianday(h.asserted_on) AS INT) AS age_days
    FROM institution_source AS h
    JOIN main.source AS s ON s.source_no = h.source_no
    WHERE h.institution_no = ?
    ORDER BY instr(h.fields, 'licence') DESC, h.asserted_on DESC, s.source_id
"""
_STAFF = """
    SELECT iif(s.kind = 'filed', 'filed', 'main') AS kind, coalesce(r.status, 'unknown') AS status,
        count(DISTINCT r.person_no) AS person_count
    FROM today AS t
    CROSS JOIN site AS s
    JOIN registration AS r ON r.registration_no = s.registration_no
    WHERE s.institution_no = ? AND s.kind <> 'former' AND coalesce(s.valid_to >= t.day, 1)
    GROUP BY 1, 2
    ORDER BY 1 DESC, 3 DESC, 2
"""
# Whose name it is in that place, by the strongest; else whose name it is a part of. The largest houses first.
_CANDIDATES = """
    WITH named AS (
        SELECT n.institution_no, min(n.institution_key <> a.institution_key) AS is_part,
            min(instr('official user former second short', n.relation)) AS strength
        FROM asked AS a
        CROSS JOIN institution_name AS n
        WHERE instr(n.institution_key, a.institution_key) AND length(a.institution_key) > 1
        GROUP BY n.institution_no
    ),

    there AS (
        SELECT i.*, n.is_part, n.strength, coalesce(substr(i.division, 1, 4) = w.city, 0) AS is_city,
            (
                SELECT count(*) FROM main.site AS s
                WHERE s.institution_no = i.institution_no AND s.to_day IS NULL AND s.kind <> 'former'
            ) AS physician_count
        FROM named AS n
        JOIN institution AS i ON i.institution_no = n.institution_no
        CROSS JOIN whereabouts AS w
        WHERE w.place IS NULL OR i.province IS NULL OR i.province = w.place
    )

    SELECT institution_id, name, province, division, physician_count, is_part, count(*) OVER () AS candidate_count
    FROM there
    WHERE is_part = (SELECT min(is_part) FROM there)
    ORDER BY is_city DESC, strength, physician_count DESC, institution_id
    LIMIT ?
"""


@dataclass(frozen=True)
class Houses:
    """What a name may mean: `found`, each in full, or the best of `candidate_count` candidates by name and place.

    Candidates are those of the name (`is_part` 0) where too many have it, else those whose name it is a part of.
    """

    found: tuple[Row, ...] = ()
    candidates: tuple[Row, ...] = ()
    candidate_count: int = 0

    def as_json(self) -> dict[str, Any]:
        """Field by field."""
        return asdict(self)


def institutions(con: sqlite3.Connection, question: Question, as_of: date) -> Houses:
    """Every institution that the question's institution text may mean, or candidates where they are none or too many.

    Each found has its licence (columns of `institution`; `subjects` a list), `names` (relation, alias), `sources`
    (official: for which fields, of which day) and `staff`: persons by kind of site (main, permit counted as main;
    filed) and status of the registration (`unknown`: not stated).
    """
    search_institution(con, question, as_of)
    houses = con.execute(_HOUSES).fetchall()
    if not 0 < len(houses) <= _AT_MOST:
        candidates = [dict(row) for row in con.execute(_CANDIDATES, [_AT_MOST])]
        count = candidates[0]["candidate_count"] if candidates else 0
        return Houses((), tuple(_without_count(row) for row in candidates), count)
    return Houses(tuple(_in_full(con, dict(house)) for house in houses))


def _in_full(con: sqlite3.Connection, house: Row) -> Row:
    number = house.pop("institution_no")
    sources = [dict(row) for row in con.execute(_SOURCES, [number])]
    return {
        **house,
        "subjects": house["subjects"].split("|") if house["subjects"] else [],
        "names": [dict(row) for row in con.execute(_NAMES, [number, house["name"]])],
        "sources": [{**row, "fields": row["fields"].split("|")} for row in sources],
        "staff": [dict(row) for row in con.execute(_STAFF, [number])],
    }


def _without_count(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "candidate_count"}
