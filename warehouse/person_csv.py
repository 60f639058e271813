"""CSV files of the workspace that a person keeps: read as spreadsheets save them, and added to without loss."""

import csv
import io
import os
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from warehouse.errors import WorkspaceError

Parsed = TypeVar("Parsed")


def read_rows(path: Path, needed: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
    """Rows with their numbers as a spreadsheet shows them (the heading is row 1); none where there is no file.

    Cells are trimmed, empty rows left out. Raises WorkspaceError that names file and row for a missing column or a
    row with more cells than headings.
    """
    return _read(path, needed)[1]


def parse_rows(path: Path, needed: Sequence[str], parse: Callable[[int, dict[str, str]], Parsed]) -> list[Parsed]:
    """What `parse` makes of each row and its number; a ValueError of it becomes a WorkspaceError that names both."""
    found = []
    for number, row in read_rows(path, needed):
        try:
            found.append(parse(number, row))
        except ValueError as error:
            raise WorkspaceError(f"{path}, row {number}: {error}") from None
    return found


def append_row(path: Path, columns: Sequence[str], row: Mapping[str, str]) -> int:
    """Add a row and return its number; columns a person added stay, and a reader sees the old file or the new one."""
    headings, rows = _read(path, columns) if path.exists() else (list(columns), [])
    headings = headings or list(columns)
    number = max((n for n, _ in rows), default=1) + 1
    building = path.with_name(f".{path.name}.new")
    # With the mark that tells spreadsheets it is UTF-8.
    with building.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, headings, restval="")
        writer.writeheader()
        before = dict(rows)
        for n in range(2, number):
            # Empty rows stay, so that rows keep their numbers.
            writer.writerow(before.get(n, {}))
        writer.writerow(row)
        file.flush()
        os.fsync(file.fileno())
    building.replace(path)
    return number


def moment_of(text: str) -> datetime:
    """The moment (naive UTC) that `moment_text` wrote; raises ValueError."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"decided_at {text!r} is no time such as 2026-03-01T02:00:00Z") from None
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def moment_text(moment: datetime) -> str:
    """A moment as spreadsheets leave it alone: they take it for no date of theirs."""
    return f"{moment.isoformat(timespec='seconds')}Z"


def _read(path: Path, needed: Sequence[str]) -> tuple[list[str], list[tuple[int, dict[str, str]]]]:
    if not path.exists():
        return [], []
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("gb18030")  # as spreadsheets save CSV in China
        except UnicodeDecodeError:
            raise WorkspaceError(f"{path}: neither UTF-8 nor GB18030; save it as CSV UTF-8") from None
    lines = list(csv.reader(io.StringIO(text, newline="")))
    if not lines:
        return [], []
    headings = [heading.strip() for heading in lines[0]]
    missing = [name for name in needed if name not in headings]
    if missing:
        raise WorkspaceError(f"{path}: no column {', '.join(missing)}")
    rows: list[tuple[int, dict[str, str]]] = []
    for number, cells in enumerate(lines[1:], start=2):
        if any(cell.strip() for cell in cells[len(headings) :]):
            raise WorkspaceError(f"{path}, row {number}: more cells than headings")
        if any(cell.strip() for cell in cells):
            filled = [cell.strip() for cell in cells] + [""] * len(headings)
            rows.append((number, dict(zip(headings, filled, strict=False))))
    return headings, rows
