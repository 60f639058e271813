"""Verifies a roster: reads it, asks every row as one set of questions, and writes it with the answers beside it."""

import csv
import json
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from crawlers.formats import open_tables
from crawlers.tables import Table
from mingce.desk import open_desk
from normalize.text import compact
from reconcile.lookup.question import ASKED, Question, read_question
from reports.roster import FORMATS, Row, outcome_words, roster_row, row_columns, write_roster
from warehouse.db import Progress, silent
from warehouse.errors import FileError

# Rows asked at once: enough for sets to pay, few enough to hold their answers.
_AT_ONCE = 5_000


@dataclass(frozen=True)
class Roster:
    """A roster as read: every column as text, the row of the file of each row, and which column holds which field."""

    columns: dict[str, list[str]]
    row_no: list[int]
    fields: dict[str, str]
    rejected: list[tuple[int, str]]


@dataclass(frozen=True)
class Verified:
    """What to say of a verified roster, line by line."""

    lines: list[str]


def verify_roster(
    root: Path,
    path: Path,
    out: Path,
    *,
    receipts: Path | None = None,
    lang: str | None = None,
    progress: Progress = silent,
) -> Verified:
    """Answer every row of the roster at `path` from the current release of `root` and write `out`.

    Raises FileError for a roster that cannot be read or names nobody, for an `out` of an unknown kind, and where what
    is written would take the place of what is read.
    """
    if out.suffix.lower() not in FORMATS:
        raise FileError(f"{out}: a result is written as {', '.join(FORMATS)}")
    for written, other in ((out, path), (receipts, path), (receipts, out)):
        if written and _is_same(written, other):
            raise FileError(f"{written} is {'the roster itself' if other == path else out}; write to another file")
    roster = read_roster(path)
    given = [roster.columns[roster.fields[name]] if name in roster.fields else None for name in ASKED]
    asked = [tuple(column[n] if column else "" for column in given) for n in range(len(roster.row_no))]
    # Rows that ask the same have one answer; the first of them is named.
    first: dict[tuple[str, ...], int] = {}
    for n, values in enumerate(asked):
        first.setdefault(values, n)
    shown: dict[tuple[str, ...], Row] = {}
    outcomes: Counter[str | None] = Counter()
    with ExitStack() as stack:
        desk = stack.enter_context(open_desk(root))
        language = lang or desk.language
        lines = stack.enter_context(receipts.open("w", encoding="utf-8")) if receipts else None
        distinct = list(first)
        for begin in range(0, len(distinct), _AT_ONCE):
            progress("look up", begin, len(distinct))
            part = distinct[begin : begin + _AT_ONCE]
            for values, answer in zip(part, desk.answer([_question(v) for v in part]), strict=True):
                receipt = desk.receipt(answer)
                shown[values] = roster_row(receipt, language)
                if lines:
                    lines.write(json.dumps(receipt, ensure_ascii=False) + "\n")
    rows = []
    for n, values in enumerate(asked):
        is_first = first[values] == n or not any(values)
        same_as = None if is_first else roster.row_no[first[values]]
        is_empty = not any(column[n] for column in roster.columns.values())
        row = {**shown[values], **row_columns(roster.row_no[n], same_as, language, is_empty=is_empty)}
        rows.append(row)
        outcomes[row["outcome_code"]] += 1
    progress("write", len(distinct), len(distinct))
    write_roster(roster.columns, rows, out, language)
    summary = [f"{count:>7,}  {outcome_words(outcome, language)}" for outcome, count in outcomes.most_common()]
    read = ", ".join(f"{heading} = {name}" for name, heading in roster.fields.items())
    rejected = [f"{path.name}, row {number}: {reason}" for number, reason in roster.rejected]
    return Verified([f"{path.name}: {len(asked):,} rows; {read}", *rejected, *summary])


def read_roster(path: Path) -> Roster:
    """Read a roster; raises FileError where no table of the file, or more than one, has a column of names."""
    known = _known_headings()
    tables = open_tables(path, lambda cells: len(known.keys() & set(map(compact, cells))))
    named = [(table, fields) for table in tables if "name" in (fields := _fields(table, known))]
    if not named:
        seen = "; ".join("、".join(h for h in table.headings if h) for table in tables)
        raise FileError(f"{path.name}: no column of names (姓名); its headings are {seen}")
    if len(named) > 1:
        raise FileError(f"{path.name}: several sheets have names: {', '.join(t.name for t, _ in named)}; verify one")
    table, fields = named[0]
    headings = _distinct(table.headings)
    columns: list[list[str]] = [[] for _ in headings]
    row_no: list[int] = []
    rejected: list[tuple[int, str]] = []
    for batch in table.read(range(len(headings))):
        row_no += batch.row_no.to_pylist()
        rejected += batch.rejected
        for column, values in zip(columns, batch.columns, strict=True):
            column += [value or "" for value in values.to_pylist()]
    return Roster(
        dict(zip(headings, columns, strict=True)),
        row_no,
        {name: headings[place] for name, place in fields.items()},
        sorted(rejected),
    )


def _is_same(one: Path, other: Path) -> bool:
    """One file, by whatever path; a file that is not there yet is its place."""
    return one.samefile(other) if one.exists() and other.exists() else one.resolve() == other.resolve()


def _question(values: Sequence[str]) -> Question:
    return read_question(dict(zip(ASKED, values, strict=True)))


def _known_headings() -> dict[str, str]:
    """Heading without blanks -> field; of several headings of a field the first is the best."""
    text = (files("crawlers") / "headings.csv").read_text(encoding="utf-8")
    return {compact(row["heading"]): row["field"] for row in csv.DictReader(text.splitlines()) if row["field"] in ASKED}


def _fields(table: Table, known: dict[str, str]) -> dict[str, int]:
    """Field -> place of the column that holds it, by the best heading there is."""
    headings = [compact(heading) for heading in table.headings]
    found: dict[str, int] = {}
    for heading, field in known.items():
        if heading in headings:
            found.setdefault(field, headings.index(heading))
    return {field: found[field] for field in ASKED if field in found}


def _distinct(headings: Sequence[str]) -> list[str]:
    """Headings, a number behind those that stand there before or are empty: no column gets lost.

    >>> _distinct(["姓名", "备注", "", "备注"])
    ['姓名', '备注', '3', '备注 2']
    """
    found: list[str] = []
    for place, heading in enumerate(headings, start=1):
        name, n = heading or str(place), 1
        while name in found:
            n += 1
            name = f"{heading} {n}"
        found.append(name)
    return found
