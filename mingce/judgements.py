"""What a person decides about a pair: added to judgements.csv with what it rests on; and what became of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import duckdb

from reconcile.judgements import COLUMNS, FILE, KINDS, read_judgements
from reconcile.macros import define_macros
from reconcile.records import Record, record_of
from warehouse.db import has_table
from warehouse.errors import MingceError
from warehouse.person_csv import append_row, moment_text
from warehouse.workspace import Workspace

# The record that stands for a registration or a person: its number's senior (docs/authority.md, rule 1).
_RECORDS = """
    SELECT s.source_id, s.source_record_id, s.content_digest
    FROM registration_record AS k
    JOIN statement AS s USING (source_id, source_record_id)
    WHERE {kind}_id = $id
    ORDER BY k.rule <> 'number', s.name_key IS NULL, s.name_state = 'damaged', tier_order(s.tier), s.first_seen_at,
        s.source_id, s.source_record_id
"""


class JudgementError(MingceError):
    """Two things that a judgement cannot tie, or that nobody knows; raised by `judge`."""


@dataclass(frozen=True)
class Side:
    """One of the two things judged: the record that stands for it, and the content of each record it rests on."""

    text: str  # as it stands in the file
    record: Record
    is_official: bool
    rests_on: Mapping[str, str]
    is_act: bool = False


@dataclass(frozen=True)
class Listed:
    """A judgement of the file, and what became of it in the last reconcile; None: there was none since."""

    number: int
    row: Mapping[str, str]
    state: str | None


def judge(workspace: Workspace, a: str, b: str, verdict: str, *, why: str, by: str, now: datetime) -> int:
    """Add a judgement about two records, registrations or practitioners; returns its row in judgements.csv.

    Raises JudgementError for what the last reconcile does not know, and for pairs that a judgement cannot tie.
    """
    with workspace.warehouse(read_only=True) as con:
        define_macros(con)
        left, right = side_of(con, a), side_of(con, b)
    for side in (left, right):
        if side.is_act:
            raise JudgementError(
                f"{side.text} announces an act: it is about the number it names, and no judgement ties it"
            )
    if left.record == right.record:
        raise JudgementError(f"{a} and {b} both mean the record {':'.join(left.record)}; name another record of it")
    if not (left.is_official or right.is_official):
        raise JudgementError(
            f"{a} and {b} are both listings of lower sources: these are linked to registrations, never to each other, "
            "so that no chain of weak links joins two people. Judge each of them with a registration"
        )
    path = workspace.root / FILE
    read_judgements(path)  # a row that cannot be read is named before another is added
    row = {
        "left": left.text, "right": right.text, "verdict": verdict, "by": by, "why": why,
        "decided_at": moment_text(now),
        "left_record": ":".join(left.record), "right_record": ":".join(right.record),
        "rests_on": json.dumps({**left.rests_on, **right.rests_on}, ensure_ascii=False),
    }  # fmt: skip
    return append_row(path, COLUMNS, row)


def listed(workspace: Workspace) -> list[Listed]:
    """Every judgement of the file."""
    names = ("judgement_no", "left_record_id", "right_record_id", "verdict", "decided_at")
    states: dict[tuple[object, ...], str] = {}
    if (workspace.root / "warehouse.duckdb").exists():
        with workspace.warehouse(read_only=True) as con:
            if has_table(con, "judgement"):
                rows = con.execute(f"SELECT state, {', '.join(names)} FROM judgement").fetchall()
                states = {key: str(state) for state, *values in rows if (key := tuple(values))}
    return [
        Listed(j.stated["judgement_no"], j.row, states.get(tuple(j.stated[name] for name in names)))
        for j in read_judgements(workspace.root / FILE)
    ]


def side_of(con: duckdb.DuckDBPyConnection, text: str) -> Side:
    """What is meant by a registration's or a practitioner's id, or by SOURCE:RECORD_ID."""
    if not has_table(con, "registration_record"):
        raise JudgementError("nothing has been reconciled yet; `mingce reconcile` says who there is")
    named, colon, id = text.partition(":")
    for kind in [named] if colon and named in KINDS else KINDS:
        records = con.execute(_RECORDS.format(kind=kind), {"id": id or named}).fetchall()
        if records:
            rests_on = {f"{source}:{record}": str(digest) for source, record, digest in records}
            (source, record, _) = records[0]
            return Side(f"{kind}:{id or named}", (source, record), True, rests_on)
    try:
        source, record = record_of(text)
    except ValueError:
        raise JudgementError(f"{text}: no practitioner_id, no registration_id and no SOURCE:RECORD_ID") from None
    found = con.execute(
        "SELECT is_official, is_act, content_digest FROM statement WHERE source_id = ? AND source_record_id = ?",
        [source, record],
    ).fetchone()
    if not found:
        raise JudgementError(f"{text}: the last reconcile knows no such record (`listing` and `official_record` do)")
    is_official, is_act, digest = found
    return Side(text, (source, record), bool(is_official), {text: str(digest)}, bool(is_act))
