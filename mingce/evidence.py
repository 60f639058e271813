"""What an entry was read from, side by side in a terminal: the page as text, and the record with its fields."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import duckdb
from parsel import Selector
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from crawlers.archive import DamagedRecord, Stored, find_record
from crawlers.evidence import evidence_path, removed
from warehouse.errors import MingceError
from warehouse.schema import RAW_FIELD_NAMES
from warehouse.suppressed import SuppressedError, refuse_suppressed
from warehouse.workspace import Workspace

# Lines of the page shown before and after one in which a value of the record stands.
_AROUND = 3
_MOST_LINES = 60
_SUPPRESSED = "JOIN suppressed_listing USING (source_id, source_record_id)"
# Elements that share a line with what is beside them.
_INLINE = frozenset(
    (
        "a",
        "abbr",
        "b",
        "em",
        "font",
        "i",
        "label",
        "mark",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "td",
        "th",
        "u",
    )
)


class EvidenceError(MingceError):
    """There is no evidence of that name, or none any more; raised by `exhibit`."""


@dataclass(frozen=True)
class Exhibit:
    """A stored page and the records that rest on it: columns of schema.RAW_RECORD."""

    evidence_id: str
    stored: Stored
    records: list[dict[str, Any]]
    # What suppressed listings say on the page: lines that hold it are blacked out.
    hidden: frozenset[str] = frozenset()

    def render(self) -> RenderableType:
        """The page with the records' values marked, and the records beside it."""
        values = _values(self.records)
        grid = Table(box=None, expand=True, padding=(0, 1))
        kept = "\nkept as the entries read of it; no parser is replayed" if self.stored.kind == "conversion" else ""
        grid.add_column(f"{self.evidence_id}\n{self.stored.url}{kept}", ratio=3, overflow="fold")
        grid.add_column(f"records read there: {len(self.records)}", ratio=2, overflow="fold")
        grid.add_row(_page(self.stored, values, self.hidden), Group(*map(_record, self.records)))
        return grid


def exhibit(workspace: Workspace, name: str) -> Exhibit:
    """Find the evidence called RUN#n, or that of the record called `name` (its latest content).

    Raises EvidenceError for a name that nothing has, for a delivered file, and for evidence that was removed or is
    damaged; SuppressedError where a person asked that nothing be shown.
    """
    with workspace.warehouse(read_only=True) as con:
        found = con.execute(
            f"SELECT evidence_id, row_no FROM raw_record ANTI {_SUPPRESSED} WHERE sighting = 'content' "
            "AND (evidence_id = $name OR source_record_id = $name) ORDER BY run_id DESC LIMIT 1",
            {"name": name},
        ).fetchall()
        known = con.execute("SELECT 1 FROM request WHERE evidence_id = ? LIMIT 1", [name]).fetchall()
        if not found and not known:
            refuse_suppressed(con, name)
            raise EvidenceError(f"no evidence and no record is called {name}; `listing.evidence_id` names them")
        evidence_id = found[0][0] if found else name
        if evidence_id is None or "#" not in evidence_id:
            raise EvidenceError(
                f"{name} was read from a delivered file (row {found[0][1]}), and files are not kept; "
                f"its digest, {evidence_id}, stands in the table delivery"
            )
        here = "sighting = 'content' AND evidence_id = $id ORDER BY row_no, run_id"
        shown = _rows(con, f"SELECT * FROM raw_record ANTI {_SUPPRESSED} WHERE {here}", evidence_id)
        if not shown and _rows(con, f"SELECT * FROM raw_record WHERE {here}", evidence_id):
            raise SuppressedError(f"{evidence_id} shows nobody but whom a person asked to have removed")
        # The page may show again what was read from another one.
        hidden = _rows(
            con,
            f"SELECT * FROM raw_record SEMI {_SUPPRESSED} "
            "WHERE sighting = 'content' AND source_id = split_part($id, '/', 1)",
            evidence_id,
        )
    black = frozenset(value for value in _values(hidden) - _values(shown) if len(value) > 1)
    asked = [r for r in shown if name in (evidence_id, r["source_record_id"])]
    return Exhibit(evidence_id, _stored(workspace, evidence_id), asked, black)


def _rows(con: duckdb.DuckDBPyConnection, select: str, evidence_id: str) -> list[dict[str, Any]]:
    rows = con.execute(select, {"id": evidence_id})
    columns = [column for column, *_ in rows.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in rows.fetchall()]


def _values(records: list[dict[str, Any]]) -> set[str]:
    return {v for r in records for n in RAW_FIELD_NAMES if (v := r[n])}


def _stored(workspace: Workspace, evidence_id: str) -> Stored:
    run, _, number = evidence_id.rpartition("#")
    source_id, _, name = run.partition("/")
    path = evidence_path(workspace, evidence_id)
    if name in removed(workspace, source_id):
        raise EvidenceError(f"{evidence_id}: the evidence was kept for its time and has been removed")
    if not path.exists():
        raise EvidenceError(f"{evidence_id}: {path} is not there")
    try:
        return find_record(path, int(number))
    except DamagedRecord as damage:
        raise EvidenceError(f"{path}: {damage}") from None


def _record(record: dict[str, Any]) -> RenderableType:
    table = Table(box=None, show_header=False, title=record["source_record_id"], title_justify="left")
    for name in RAW_FIELD_NAMES:
        if record[name]:
            table.add_row(name, Text(record[name], style="bold"))
    about = f"row {record['row_no']}, read {record['retrieved_at']:%Y-%m-%d %H:%M} UTC"
    table.add_row("", Text(about, style="dim"))
    return table


def _page(stored: Stored, values: set[str], hidden: Collection[str]) -> Text:
    """The lines of the page where values stand, and some around them; blacked out where hidden ones do."""
    lines = ["█" * 8 if any(value in line for value in hidden) else line for line in page_lines(stored)]
    # The longest first, so that a name inside an institution's is part of it.
    wanted = re.compile("|".join(map(re.escape, sorted(values, key=len, reverse=True))) or "(?!)")
    near = {n for at, line in enumerate(lines) if wanted.search(line) for n in range(at - _AROUND, at + _AROUND + 1)}
    chosen = [n for n in range(len(lines)) if n in near] or list(range(len(lines)))
    text = Text()
    for gap, (_, group) in enumerate(groupby(enumerate(chosen[:_MOST_LINES]), lambda pair: pair[1] - pair[0])):
        text.append("···\n" if gap else "", style="dim")
        for _, n in group:
            line = Text(f"{lines[n]}\n")
            line.highlight_regex(wanted, "bold reverse")
            text.append_text(line)
    if len(chosen) > _MOST_LINES:
        text.append(f"··· {len(chosen) - _MOST_LINES:,} more lines\n", style="dim")
    return text


def page_lines(stored: Stored) -> list[str]:
    """The text of a stored page, a line per block or row of a table; JSON, a line per value."""
    if stored.kind == "conversion":
        return [str(row) for row in stored.rows]
    text: str = getattr(stored.response(), "text", "")
    if text.lstrip()[:1] != "<":
        return [line for line in re.sub(r'(?<=[,{}\[\]])(?=["{\[])', "\n", text).splitlines() if line.strip()]
    pieces: list[str] = []
    for element in Selector(text).root.iter():
        is_shown = isinstance(element.tag, str) and element.tag not in ("script", "style")
        if is_shown and element.tag not in _INLINE:
            pieces.append("\n")
        pieces += ["  ", element.text or ""] if is_shown else []
        pieces += ["  ", element.tail or ""]
    return [" ".join(line.split("\xa0")).strip() for line in "".join(pieces).split("\n") if line.strip()]
