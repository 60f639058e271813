"""A workspace that takes deliveries of one source, and ways to write a table as a file."""

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from crawlers.imports import import_files
from warehouse.history import RunResult, take_in_all
from warehouse.landing import RunNote
from warehouse.source import Source, declare
from warehouse.workspace import Workspace

DAY_0 = datetime(2026, 3, 1, 2)
HEADINGS = ("姓名", "执业证书编码", "主要执业机构", "数据截止日期")
Rows = Sequence[Sequence[str | None]]


def roster(**changes: Any) -> Source:
    """A source with the four `HEADINGS`, keyed by number, and one ignored column."""
    values: dict[str, Any] = {
        "id": "my_roster", "title": "名单", "publisher": "某单位", "tier": "commercial", "licence": "made up",
        "delivered_by": "某人", "key": ("certificate_no",), "ignore": {"序号"},
        "fields": dict(zip(("name", "certificate_no", "institution", "asserted_on"), HEADINGS, strict=True)),
    }  # fmt: skip
    return declare("test", **(values | changes))


@dataclass
class Desk:
    """Where deliveries arrive: `deliver` imports files on a day and takes them in."""

    workspace: Workspace
    source: Source

    def land(self, *paths: Path, day: int = 0) -> RunNote:
        return import_files(self.workspace, self.source, paths, DAY_0 + timedelta(days=day))

    def deliver(self, *paths: Path, day: int = 0) -> RunResult:
        self.land(*paths, day=day)
        with self.workspace.warehouse() as con:
            (result,) = take_in_all(self.workspace, con, {self.source.id: self.source})
        return result

    def query(self, sql: str) -> list[Any]:
        with self.workspace.warehouse() as con:
            return con.execute(sql).fetchall()

    def issues(self) -> list[tuple[str, int | None, str, str | None, str]]:
        """(file, row, field, value, reason) of every issue."""
        return self.query("SELECT url, row_no, field, value, reason FROM issue ORDER BY url, row_no, field, value")

    def records(self) -> list[tuple[Any, ...]]:
        """(row, name, number, institution, date of the entry) of every raw record, by row."""
        return self.query(
            "SELECT row_no, name, certificate_no, institution, asserted_on FROM raw_record ORDER BY row_no, name"
        )

    def files(self) -> set[Path]:
        """Every file below raw/."""
        return {path for path in (self.workspace.root / "raw").rglob("*") if path.is_file()}


def write_text(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def write_table(path: Path, headings: Sequence[str], rows: Rows) -> Path:
    """Write a table in the format that the file's name says; None is an empty cell."""
    match path.suffix:
        case ".csv":
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([headings, *rows])
        case ".jsonl":
            lines = (json.dumps(dict(zip(headings, row, strict=True)), ensure_ascii=False) for row in rows)
            path.write_text("\n".join(lines), encoding="utf-8")
        case ".parquet":
            columns = {h: pa.array([row[n] for row in rows], pa.string()) for n, h in enumerate(headings)}
            pq.write_table(pa.table(columns), path)
        case ".xlsx":
            with xlsxwriter.Workbook(path) as book:
                sheet = book.add_worksheet()
                for n, row in enumerate([headings, *rows]):
                    for m, cell in enumerate(row):
                        if cell is not None:
                            sheet.write_string(n, m, cell)
    return path
