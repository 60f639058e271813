"""What the index knows of the persons to be shown: their registrations, sites, records and conflicts, by person."""

import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]

_PEOPLE = "SELECT person_no, practitioner_id, name FROM person WHERE person_no IN (SELECT person_no FROM shown)"
_REGISTRATIONS = """
    SELECT r.*, i.name AS main_institution, i.institution_id AS main_institution_id,
        CASE WHEN length(i.registration_no) = 22 THEN substr(i.registration_no, 18, 4) END AS main_institution_kind,
        CAST(
            julianday((SELECT day FROM today)) - julianday((
                SELECT max(e.asserted_on) FROM record AS e JOIN source AS s ON s.source_no = e.source_no
                WHERE e.registration_no = r.registration_no AND s.is_register
            )) AS INT
        ) AS age_days
    FROM registration AS r
    LEFT JOIN institution AS i ON i.institution_no = r.institution_no
    WHERE r.person_no IN (SELECT person_no FROM shown)
    ORDER BY r.registration_no
"""
_SITES = """
    SELECT r.person_no, s.registration_no, s.institution_no, i.name AS institution, i.province, s.kind, s.valid_from,
        s.valid_to, s.asserted_from, coalesce(s.valid_to < t.day, 0) AS is_ended
    FROM today AS t
    CROSS JOIN registration AS r
    JOIN site AS s ON s.registration_no = r.registration_no
    JOIN institution AS i ON i.institution_no = s.institution_no
    WHERE r.person_no IN (SELECT person_no FROM verdict)
    ORDER BY s.registration_no, s.kind = 'former', s.kind = 'filed', i.institution_id
"""
_RECORDS = """
    SELECT r.person_no, r.registration_no, s.source_id, e.source_record_id, e.asserted_on, e.gone_on,
        lower(hex(e.content_digest)) AS content_digest
    FROM registration AS r
    JOIN record AS e ON e.registration_no = r.registration_no
    JOIN source AS s ON s.source_no = e.source_no
    WHERE r.person_no IN (SELECT person_no FROM shown)
    ORDER BY s.source_id, e.source_record_id
"""
_CONFLICTS = """
    SELECT c.*, s.source_id, s.title AS source, s.is_official, o.title AS other_source
    FROM conflict AS c
    JOIN source AS s ON s.source_no = c.source_no
    LEFT JOIN source AS o ON o.source_no = c.other_source_no
    WHERE c.person_no IN (SELECT person_no FROM verdict)
    ORDER BY c.conflict_no
"""
_OVERRULED = """
    SELECT r.person_no, o.registration_no, o.status, o.shown_on
    FROM registration AS r
    JOIN overruled AS o ON o.registration_no = r.registration_no
    WHERE r.person_no IN (SELECT person_no FROM verdict) AND r.status IN ('cancelled', 'revoked', 'rescinded')
        AND o.shown_on <= (SELECT day FROM today)
"""
_SHOWN = "SELECT no, person_no, how, reach FROM shown ORDER BY no, place"
_SEARCHED = """
    SELECT f.no, s.source_id, s.title, s.url, s.first_on, f.asserted_on, f.age_days, s.age_limit_days, f.state,
        s.covering, s.is_permit, s.provinces, s.tier
    FROM searched AS f
    JOIN source AS s ON s.source_no = f.source_no
    -- Those that speak for the place itself, then those for the country; look-up sources are asked last.
    ORDER BY f.no, s.covering = 'lookup', s.is_permit, s.provinces = '', s.source_id
"""
_LISTED = """
    SELECT v.no, s.source_id, s.title, l.institution, l.province
    FROM verdict AS v
    JOIN asked AS a ON a.no = v.no
    JOIN situation AS t ON t.no = v.no
    JOIN listed AS l ON l.name_key = a.name_key
    JOIN source AS s ON s.source_no = l.source_no
    WHERE v.result IN ('not_found', 'indeterminate') AND (t.place IS NULL OR l.province IS NULL OR l.province = t.place)
    ORDER BY v.no, s.source_id, l.institution, l.province
"""
_VERDICTS = """
    SELECT v.*, s.place, s.meaning_count, p.share,
        EXISTS (SELECT 1 FROM numbered AS n WHERE n.no = v.no AND n.how IS NULL) AS is_others_number
    FROM verdict AS v
    JOIN situation AS s ON s.no = v.no
    LEFT JOIN province AS p ON p.province = s.place
"""


@dataclass(frozen=True)
class Person:
    """A person of the index: rows of `registration` (with the main institution's name), `site`, and so on.

    Sites, conflicts and what is overruled are only there for a person that a question was decided for.
    """

    practitioner_id: str
    name: str | None
    registrations: list[Row] = field(default_factory=list)
    sites: list[Row] = field(default_factory=list)
    records: list[Row] = field(default_factory=list)
    conflicts: list[Row] = field(default_factory=list)
    overruled: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class Details:
    """What was found for all questions: persons by number; the rest by question."""

    people: dict[int, Person]
    verdicts: dict[int, Row]
    shown: dict[int, list[Row]]
    searched: dict[int, list[Row]]
    listed: dict[int, list[Row]]
    meanings: dict[int, set[int]]


def read_details(con: sqlite3.Connection) -> Details:
    """Read what `search` found; each table once, however many questions there are."""
    people = {r["person_no"]: Person(r["practitioner_id"], r["name"]) for r in _rows(con, _PEOPLE)}
    for select, name in (
        (_REGISTRATIONS, "registrations"), (_SITES, "sites"), (_RECORDS, "records"), (_CONFLICTS, "conflicts"),
        (_OVERRULED, "overruled"),
    ):  # fmt: skip
        for row in _rows(con, select):
            getattr(people[row["person_no"]], name).append(row)
    meanings: dict[int, set[int]] = defaultdict(set)
    for row in _rows(con, "SELECT no, institution_no FROM meant"):
        meanings[row["no"]].add(row["institution_no"])
    return Details(
        people=people,
        verdicts={row["no"]: row for row in _rows(con, _VERDICTS)},
        shown=_by_question(_rows(con, _SHOWN)),
        searched=_by_question(_rows(con, _SEARCHED)),
        listed=_by_question(_rows(con, _LISTED)),
        meanings=dict(meanings),
    )


def _rows(con: sqlite3.Connection, select: str) -> list[Row]:
    return [dict(row) for row in con.execute(select)]


def _by_question(rows: Sequence[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["no"]].append(row)
    return dict(found)
