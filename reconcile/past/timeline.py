"""A person's official history: what changed on which day, by whose word; and what others showed meanwhile."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from reconcile.past import known_on, open_past
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
    """An official value that is another from a day on. `before` None: nothing was known; `after` None: not said now."""

    day: date
    registration_id: str
    field: str
    before: str | None
    after: str | None
    since: date | None  # the day a status states for itself; of an assessment its own
    sources: tuple[str, ...]


@dataclass(frozen=True)
class History:
    """All we know of a person's past, as of a day."""

    practitioner: Row
    registrations: list[Row]  # as of the day
    changes: list[Change]  # in order of days
    shown: list[Row]  # rows of past/sql/shown.sql
    differences: list[Row]  # rows of past/sql/difference.sql


def person_of(con: duckdb.DuckDBPyConnection, id: str) -> str:
    """The practitioner_id of a practitioner, a registration, or a linked listing (SOURCE/RECORD).

    `con` reads the warehouse. Raises UnknownIdError, SuppressedError.
    """
    found = con.execute(
        "SELECT practitioner_id FROM registration WHERE practitioner_id = $id OR registration_id = $id UNION "
        "SELECT practitioner_id FROM link WHERE concat(source_id, '/', source_record_id) = $id "
        "AND practitioner_id IS NOT NULL",
        {"id": id},
    ).fetchone()
    if not found:
        refuse_suppressed(con, id)
        raise UnknownIdError(
            f"{id}: no practitioner_id, registration_id or linked SOURCE/RECORD (see the tables registration and link)"
        )
    return str(found[0])


def history_of(warehouse: Path, practitioner_id: str, today: date, progress: Progress = silent) -> History:
    """Work out the past of a person, day by day of change up to `today`."""
    with open_past(warehouse, [practitioner_id]) as con:
        build(con, "reconcile.past", ["day_of_change", "shown", "difference"], {"today": today})
        days = [row["day"] for row in _rows(con, "day_of_change", "day")]
        changes: list[Change] = []
        before: dict[tuple[str, str], Row] = {}
        for done, day in enumerate(days):
            progress(str(day), done, len(days))
            known_on(con, day)
            build(con, "reconcile.past", ["official_value"], {"today": day})
            after = {(r["registration_id"], r["field"]): r for r in _rows(con, "official_value", "registration_id")}
            changes += _changes(day, before, after)
            before = after
        known_on(con, today)
        progress("", len(days), len(days))
        (practitioner,) = _rows(con, "practitioner", "name")
        return History(
            practitioner,
            _rows(con, "registration", "registration_id"),
            changes,
            _rows(con, "shown", "source_id, source_record_id, first_seen_on"),
            _rows(con, "difference", "opened_on, source_id, source_record_id, field, kind"),
        )


def _changes(day: date, before: dict[tuple[str, str], Row], after: dict[tuple[str, str], Row]) -> list[Change]:
    changes = []
    for key in [*after, *(key for key in before if key not in after)]:
        old, new = before.get(key, {}), after.get(key, {})
        # Passed again is news: a cycle later an assessment has the same result and another day.
        is_again = key[1] == "assessment" and old.get("since") != new.get("since")
        if old.get("value") != new.get("value") or is_again:
            sources = tuple((new or old)["sources"])
            changes.append(Change(day, *key, old.get("value"), new.get("value"), new.get("since"), sources))
    return sorted(changes, key=lambda change: (change.registration_id, FIELDS.index(change.field)))


def _rows(con: duckdb.DuckDBPyConnection, table: str, order: str) -> list[Row]:
    rows: list[Row] = con.sql(f"SELECT * FROM {table} ORDER BY {order}").to_arrow_table().to_pylist()
    return rows
