"""A person's official history: what changed on which day, by whose word; and what others showed meanwhile."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from reconcile.past import find_days, judge, judged_on, open_past
from warehouse.db import Progress, build, silent
from warehouse.errors import MingceError
from warehouse.suppressed import refuse_suppressed

Row = dict[str, Any]

FIELDS = (
    "status", "main_institution", "filed_sites", "instrument", "level", "category", "scope", "valid_from", "valid_to",
    "assessment",
)  # fmt: skip


class UnknownIdError(MingceError):
    """No registration, practitioner or linked listing has this id."""


@dataclass(frozen=True)
class Change:
    """An official value that is another from a day on. `before` None: nothing was known; `after` None: not said now.

    Withheld, it is None too: official sources of equal authority differ, and `sources` are those.
    """

    day: date
    registration_id: str
    field: str
    before: str | None
    after: str | None
    since: date | None  # the day a status states for itself; of an assessment its own
    sources: tuple[str, ...]
    is_withheld: bool = False
    was_withheld: bool = False


@dataclass(frozen=True)
class History:
    """All we know of a person's past, as of a day."""

    practitioner: Row
    registrations: list[Row]  # as of the day
    changes: list[Change]  # in order of days
    shown: list[Row]  # rows of past/sql/shown.sql
    differences: list[Row]  # rows of past/sql/difference.sql


def person_of(con: duckdb.DuckDBPyConnection, id: str) -> str:
    """The practitioner_id of a practitioner, a registration, or a linked listing (SOURCE:RECORD).

    `con` reads the warehouse. Raises UnknownIdError, SuppressedError.
    """
    found = con.execute(
        "SELECT practitioner_id FROM registration WHERE practitioner_id = $id OR registration_id = $id UNION "
        "SELECT practitioner_id FROM link WHERE practitioner_id IS NOT NULL AND $id IN "
        "(concat(source_id, ':', source_record_id), concat(source_id, '/', source_record_id))",
        {"id": id},
    ).fetchone()
    if not found:
        refuse_suppressed(con, id)
        raise UnknownIdError(
            f"{id}: no practitioner_id, registration_id or linked SOURCE:RECORD (see the tables registration and link)"
        )
    return str(found[0])


def history_of(warehouse: Path, practitioner_id: str, today: date, progress: Progress = silent) -> History:
    """Work out the past of a person, every day of change up to `today`."""
    with open_past(warehouse, [practitioner_id]) as con:
        find_days(con, today)
        con.execute(
            "CREATE TABLE moment AS SELECT practitioner_id, day FROM day_of_change "
            "UNION SELECT practitioner_id, $today::DATE FROM person",
            {"today": today},
        )
        judge(con, progress)
        build(con, "reconcile.past", ["official_value", "change", "shown", "difference"])
        changes = sorted(
            (Change(**row | {"sources": tuple(row["sources"])}) for row in _rows(con, "change", "day")),
            key=lambda change: (change.day, change.registration_id, FIELDS.index(change.field)),
        )
        (practitioner,) = _rows(con, f"({judged_on('practitioner', today)})", "name")
        return History(
            practitioner,
            _rows(con, f"({judged_on('registration', today)})", "registration_id"),
            changes,
            _rows(con, "shown", "source_id, source_record_id, first_seen_on"),
            _rows(con, "difference", "opened_on, source_id, source_record_id, field, kind"),
        )


def _rows(con: duckdb.DuckDBPyConnection, table: str, order: str) -> list[Row]:
    rows: list[Row] = con.sql(f"SELECT * FROM {table} ORDER BY {order}").to_arrow_table().to_pylist()
    return rows
