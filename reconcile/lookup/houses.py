"""Institutions by name: the licence, the names it has and had, and how many physicians are registered there."""

import sqlite3
from datetime import date
from typing import Any

from reconcile.lookup.question import Question
from reconcile.lookup.search import search_institution

Row = dict[str, Any]

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


def institutions(con: sqlite3.Connection, question: Question, as_of: date) -> list[Row]:
    """Every institution that the question's institution text may mean: one, several, or none.

    Each has its licence (columns of `institution`; `subjects` a list), `names` (relation, alias) and `staff`: persons
    by kind of site (main, permit counted as main; filed) and status of the registration (`unknown`: not stated).
    """
    search_institution(con, question, as_of)
    return [
        {
            **{name: value for name, value in dict(house).items() if name != "institution_no"},
            "subjects": house["subjects"].split("|") if house["subjects"] else [],
            "names": [dict(row) for row in con.execute(_NAMES, [house["institution_no"], house["name"]])],
            "staff": [dict(row) for row in con.execute(_STAFF, [house["institution_no"]])],
        }
        for house in con.execute(_HOUSES).fetchall()
    ]
