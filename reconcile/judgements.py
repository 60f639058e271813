"""What people decided about pairs: judgements.csv, its words, and the tables that are made of it.

A side of a judgement is a record, or a registration or practitioner; of these its senior record of that moment stands
in the file too, since a record outlives an id. `rests_on` says which content each record of both sides then had.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from reconcile.records import Record, record_of
from warehouse.person_csv import moment_of, parse_rows
from warehouse.schema import VERDICTS

FILE = "judgements.csv"
COLUMNS = ("left", "right", "verdict", "by", "decided_at", "why", "left_record", "right_record", "rests_on")
# A side that is no record is written as KIND:ID.
KINDS = ("registration", "practitioner")

_TEXT, _NUMBER = pa.string(), pa.int64()
_SIDES = tuple((f"{side}_{name}", _TEXT) for side in ("left", "right") for name in ("kind", "source_id", "record_id"))
_STATED = pa.schema(
    [("judgement_no", _NUMBER), *_SIDES, ("verdict", _TEXT), ("decided_at", pa.timestamp("us"))],
)
_BASIS = pa.schema(
    [("judgement_no", _NUMBER), ("source_id", _TEXT), ("source_record_id", _TEXT), ("content_digest", _TEXT)]
)


@dataclass(frozen=True)
class Judgement:
    """A row of the file: `stated` as the table has it, and the content of each record that it rests on."""

    row: Mapping[str, str]
    stated: Mapping[str, Any]
    rests_on: Mapping[Record, str]


def read_judgements(path: Path) -> list[Judgement]:
    """The judgements of the file, which need not exist.

    Raises WorkspaceError that names file, row and reason for a row that is not as `mingce judge` writes it.
    """
    return parse_rows(path, COLUMNS, _judgement)


def judgement_tables(path: Path | None) -> dict[str, pa.Table]:
    """`stated_judgement` (a row per judgement, its sides in order) and `judgement_basis` (what each rests on).

    Raises as `read_judgements` does.
    """
    judgements = read_judgements(path) if path else []
    stated = [dict(judgement.stated) for judgement in judgements]
    basis = [
        {"judgement_no": j.stated["judgement_no"], "source_id": source, "source_record_id": record, "content_digest": d}
        for j in judgements
        for (source, record), d in j.rests_on.items()
    ]
    return {
        "stated_judgement": pa.Table.from_pylist(stated, schema=_STATED),
        "judgement_basis": pa.Table.from_pylist(basis, schema=_BASIS),
    }


def _judgement(number: int, row: Mapping[str, str]) -> Judgement:
    if row["verdict"] not in VERDICTS:
        raise ValueError(f"verdict {row['verdict']!r} is none of {', '.join(VERDICTS)}")
    sides = sorted(_side(row, side) for side in ("left", "right"))
    (left, *_), (right, *_) = sides
    if left == right:
        raise ValueError("both sides are the same record")
    contents = _contents(row["rests_on"])
    for record in (left, right):
        if record not in contents:
            raise ValueError(f"rests_on does not say what {':'.join(record)} said; `mingce judge` writes it")
    stated: dict[str, Any] = {
        "judgement_no": number,
        "verdict": row["verdict"],
        "decided_at": moment_of(row["decided_at"]),
    }
    for side, ((source_id, record_id), kind) in zip(("left", "right"), sides, strict=True):
        stated |= {f"{side}_kind": kind, f"{side}_source_id": source_id, f"{side}_record_id": record_id}
    return Judgement(row, stated, contents)


def _side(row: Mapping[str, str], side: str) -> tuple[Record, str]:
    """The record that stands for a side, and what it stands for."""
    kind = row[side].partition(":")[0]
    record = record_of(row[f"{side}_record"])
    if kind in KINDS:
        return record, kind
    if record_of(row[side]) != record:
        raise ValueError(f"{side} and {side}_record name two records: {row[side]}, {row[f'{side}_record']}")
    return record, "record"


def _contents(text: str) -> dict[Record, str]:
    try:
        contents = json.loads(text)
    except ValueError:
        contents = None
    if not isinstance(contents, dict) or not all(isinstance(digest, str) for digest in contents.values()):
        raise ValueError("rests_on is not as `mingce judge` writes it: a JSON object, record: content digest")
    return {record_of(record): digest for record, digest in contents.items()}
