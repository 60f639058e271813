"""Listings that a person asked to have removed: suppressions.csv, and the table that is made of it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from reconcile.records import Record, record_of
from warehouse.person_csv import moment_of, parse_rows

FILE = "suppressions.csv"
COLUMNS = ("id", "verdict", "by", "decided_at", "why", "record", "listings")
VERDICTS = ("suppressed", "shown")

_STATED = pa.schema([(name, pa.string()) for name in ("kind", "source_id", "source_record_id", "practitioner_id")])


@dataclass(frozen=True)
class Suppression:
    """A row of the file: one listing, or a practitioner with the listings of theirs that were known then."""

    number: int
    row: Mapping[str, str]
    decided_at: datetime
    record: Record  # the listing; of a practitioner the official record that stands for them
    practitioner_id: str | None
    listings: Sequence[Record]


def read_suppressions(path: Path) -> list[Suppression]:
    """The rows of the file, which need not exist; raises WorkspaceError that names file, row and reason."""
    return parse_rows(path, COLUMNS, _suppression)


def standing(suppressions: Sequence[Suppression]) -> list[Suppression]:
    """Those that hold: of each id the latest row, unless it says that it is shown again."""
    latest = {s.row["id"]: s for s in sorted(suppressions, key=lambda s: (s.decided_at, s.number))}
    return [s for s in latest.values() if s.row["verdict"] == "suppressed"]


def suppression_table(path: Path | None) -> dict[str, pa.Table]:
    """`stated_suppression`: a row per listing or practitioner that is to be hidden; raises as `read_suppressions`."""
    rows: set[tuple[str, str, str, str | None]] = set()
    for suppression in standing(read_suppressions(path) if path else []):
        kind = "practitioner" if suppression.practitioner_id else "listing"
        for about, (source_id, record_id) in [
            (kind, suppression.record),
            *(("listing", r) for r in suppression.listings),
        ]:
            id = suppression.practitioner_id if about == "practitioner" else None
            rows.add((about, source_id, record_id, id))
    columns = list(zip(*sorted(rows, key=str), strict=True)) or [()] * len(_STATED)
    return {"stated_suppression": pa.table(columns, schema=_STATED)}


def _suppression(number: int, row: Mapping[str, str]) -> Suppression:
    if row["verdict"] not in VERDICTS:
        raise ValueError(f"verdict {row['verdict']!r} is none of {', '.join(VERDICTS)}")
    kind, _, id = row["id"].partition(":")
    is_person = kind == "practitioner"
    if not is_person and record_of(row["id"]) != record_of(row["record"]):
        raise ValueError(f"id and record name two records: {row['id']}, {row['record']}")
    try:
        listings = json.loads(row["listings"] or "[]")
    except ValueError:
        listings = None
    if not isinstance(listings, list) or not all(isinstance(listing, str) for listing in listings):
        raise ValueError("listings is not as `mingce suppress` writes it: a JSON list of SOURCE:RECORD_ID")
    return Suppression(
        number, row, moment_of(row["decided_at"]), record_of(row["record"]), id if is_person else None,
        [record_of(listing) for listing in listings],
    )  # fmt: skip
