"""Removal of non-official listings at a person's request: added to suppressions.csv, and taken back."""

import json
from dataclasses import dataclass
from datetime import datetime

import duckdb

from mingce.judgements import side_of
from reconcile.macros import define_macros
from reconcile.suppressions import COLUMNS, FILE, Suppression, read_suppressions, standing
from warehouse.errors import MingceError
from warehouse.person_csv import append_row, moment_text
from warehouse.workspace import Workspace


class SuppressionError(MingceError):
    """What cannot be removed, or is not; raised by `suppress` and `undo`."""


@dataclass(frozen=True)
class Suppressed:
    """A row added to the file: its number, what it names, and how many listings are meant today."""

    number: int
    id: str
    listing_count: int


def suppress(workspace: Workspace, id: str, *, why: str, by: str, now: datetime) -> Suppressed:
    """Hide a listing (SOURCE:RECORD_ID), or every listing of a practitioner, from the next reconcile on.

    Raises SuppressionError for records of an official source, and for what is hidden already; JudgementError for what
    the last reconcile does not know.
    """
    with workspace.warehouse(read_only=True) as con:
        define_macros(con)
        side = side_of(con, id)
        kind = side.text.partition(":")[0]
        if side.is_official and kind != "practitioner":
            raise SuppressionError(_whose(con, id, *side.record))
        theirs = _listings(con, side.text.partition(":")[2]) if side.is_official else None
    for held in standing(read_suppressions(workspace.root / FILE)):
        if held.row["id"] == side.text:
            raise SuppressionError(f"{side.text} is suppressed already: row {held.number} of {FILE}")
    row = {
        "id": side.text, "verdict": "suppressed", "by": by, "why": why, "decided_at": moment_text(now),
        "record": ":".join(side.record), "listings": "" if theirs is None else json.dumps(theirs, ensure_ascii=False),
    }  # fmt: skip
    number = append_row(workspace.root / FILE, COLUMNS, row)
    return Suppressed(number, side.text, 1 if theirs is None else len(theirs))


def undo(workspace: Workspace, id: str, *, why: str, by: str, now: datetime) -> Suppressed:
    """Show again what was hidden; raises SuppressionError where nothing of that name is."""
    held = _find(standing(read_suppressions(workspace.root / FILE)), id)
    row = dict(held.row) | {"verdict": "shown", "by": by, "why": why, "decided_at": moment_text(now)}
    number = append_row(workspace.root / FILE, COLUMNS, row)
    return Suppressed(number, held.row["id"], len(held.listings) or 1)


def _find(held: list[Suppression], id: str) -> Suppression:
    for suppression in held:
        if id in (suppression.row["id"], suppression.practitioner_id):
            return suppression
    raise SuppressionError(f"{id} is not suppressed; {FILE} says what is")


def _listings(con: duckdb.DuckDBPyConnection, practitioner_id: str) -> list[str]:
    """Those linked to the person today: they stay hidden even if a later run should link them to nobody."""
    rows = con.execute(
        "SELECT source_id || ':' || source_record_id FROM link JOIN source USING (source_id) "
        "WHERE practitioner_id = ? AND tier_order(tier) > 2 ORDER BY ALL",
        [practitioner_id],
    ).fetchall()
    return [listing for (listing,) in rows]


def _whose(con: duckdb.DuckDBPyConnection, id: str, source_id: str, _record_id: str) -> str:
    row = con.execute("SELECT publisher, url FROM source WHERE source_id = ?", [source_id]).fetchone()
    publisher, url = row or ("its publisher", None)
    return (
        f"{id} is what an official source says ({source_id}), and only that authority can correct it: {publisher}"
        f"{f', {url}' if url else ''}. What others list of a person goes with the practitioner_id"
    )
