"""What an entry was read from, side by side in a terminal: the page as text, and the record with its fields."""

import re
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from parsel import Selector
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from crawlers.archive import DamagedRecord, Stored, find_record
from crawlers.evidence import evidence_path, removed
from warehouse.errors import MingceError
from warehouse.schema import RAW_FIELD_NAMES
from warehouse.workspace import Workspace

# Lines of the page shown before and after one in which a value of the record stands.
_AROUND = 3
_MOST_LINES = 60
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

    def render(self) -> RenderableType:
        """The page with the records' values marked, and the records beside it."""
        values = {v for r in self.records for n in RAW_FIELD_NAMES if (v := r[n])}
        grid = Table(box=None, expand=True, padding=(0, 1))
        kept = "\nkept as the entries read of it; no parser is replayed" if self.stored.kind == "conversion" else ""
        grid.add_column(f"{self.evidence_id}\n{self.stored.url}{kept}", ratio=3, overflow="fold")
        grid.add_column(f"records read there: {len(self.records)}", ratio=2, overflow="fold")
        grid.add_row(_page(self.stored, values), Group(*map(_record, self.records)))
        return grid


def exhibit(workspace: Workspace, name: str) -> Exhibit:
    """Find the evidence called RUN#n, or that of the record called `name` (its latest content).

    Raises EvidenceError for a name that nothing has, for a delivered file, and for evidence that was removed or is
    damaged.
    """
    with workspace.warehouse(read_only=True) as con:
        found = con.execute(
            "SELECT evidence_id, row_no FROM raw_record WHERE sighting = 'content' "
            "AND (evidence_id = $name OR source_record_id = $name) ORDER BY run_id DESC LIMIT 1",
            {"name": name},
        ).fetchall()
        known = con.execute("SELECT 1 FROM request WHERE evidence_id = ? LIMIT 1", [name]).fetchall()
        if not found and not known:
            raise EvidenceError(f"no evidence and no record is called {name}; `listing.evidence_id` names them")
        evidence_id = found[0][0] if found else name
        if evidence_id is None or "#" not in evidence_id:
            raise EvidenceError(
                f"{name} was read from a delivered file (row {found[0][1]}), and files are not kept; "
                f"its digest, {evidence_id}, stands in the table delivery"
            )
        only = "AND source_record_id = $name" if found and name != evidence_id else ""
        rows = con.execute(
            f"SELECT * FROM raw_record WHERE sighting = 'content' AND evidence_id = $id {only} ORDER BY row_no, run_id",
            {"id": evidence_id, **({"name": name} if only else {})},
        )
        columns = [column for column, *_ in rows.description or ()]
        records = [dict(zip(columns, row, strict=True)) for row in rows.fetchall()]
    return Exhibit(evidence_id, _stored(workspace, evidence_id), records)


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


def _page(stored: Stored, values: set[str]) -> Text:
    """The lines of the page where values stand, and some around them."""
    lines = page_lines(stored)
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
