"""The correction pack: one workbook, one sheet per list, for the people who keep a listing to work through."""

from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import xlsxwriter

from reports.lists import COLUMNS, SourceList
from reports.measure import CONTRADICTED, FIELDS, Audit
from reports.text import Text

# A sheet holds 1,048,576 rows, but nobody works through more than these; the CSV has them all.
SHEET_ROWS = 100_000
# The CSV alone has the listings that agree: there is nothing to correct.
SHEETS = ("conflict", "mismatch", "unresolved")
WIDTHS = {
    "severity": 8, "kind": 20, "name": 12, "institution": 30, "province": 10, "department": 16, "field": 16,
    "official_value": 34, "listed_value": 34, "opened_on": 12, "first_seen_on": 12, "status_since": 12,
    "official_certificate_no": 20, "official_status": 12, "other_source": 22, "other_url": 30, "url": 40,
    "evidence_id": 22, "next_step": 60, "source_record_id": 26, "conflict_id": 26, "outcome": 12,
    "candidate_count": 8, "rule": 18,
}  # fmt: skip


def write_workbook(
    audit: Audit, lists: list[SourceList], text: Text, path: Path, advance: Callable[[str], None]
) -> None:
    """Write the workbook; every code is a text cell, so that no spreadsheet rounds a number of 15 digits.

    `advance` is called with the name of each sheet written. Memory does not grow with the rows.
    """
    # Formulas and links are never written: cells hold what a site published.
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        # The release's day, not the clock's: the same release gives the same bytes.
        created = datetime.combine(audit.release.as_of, time())
        book.set_properties({"title": text("page.title"), "comments": audit.release.release_id, "created": created})
        pack = _Pack(book, text)
        shown = [listed for listed in lists if listed.kind in SHEETS]
        names = {listed: _sheet_name(n, listed, text) for n, listed in enumerate(shown, start=1)}
        pack.summary(audit, names)
        pack.definitions(audit)
        pack.sources(audit)
        for listed, name in names.items():
            pack.correction_list(audit, listed, name)
            advance(name)


def _sheet_name(number: int, listed: SourceList, text: Text) -> str:
    """Excel allows 31 characters; the number keeps two long ids apart."""
    return f"{number} {text(f'list.{listed.kind}')} {listed.source_id}"[:31]


def _measure(field: str, text: Text) -> str:
    """The field, and of those that registers do not hold what alone is counted."""
    name = text(f"field.{field}")
    return f"{name}{text('page.colon')}{text('accuracy.uncontradicted')}" if field in CONTRADICTED else name


class _Pack:
    """The sheets of one workbook, with the formats they share."""

    def __init__(self, book: Any, text: Text) -> None:
        self.book = book
        self.text = text
        font = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "top"}
        self.plain = book.add_format(font)
        self.wrapped = book.add_format({**font, "text_wrap": True})
        self.head = book.add_format({**font, "bold": True, "bg_color": "#E8EEF2", "bottom": 1, "text_wrap": True})
        self.title = book.add_format({**font, "bold": True, "font_size": 14})
        self.count = book.add_format({**font, "num_format": "#,##0"})
        self.percent = book.add_format({**font, "num_format": "0.0%"})
        self.day = book.add_format({**font, "num_format": "yyyy-mm-dd", "align": "left"})
        book.formats[0].set_font_name("Microsoft YaHei")

    def correction_list(self, audit: Audit, listed: SourceList, name: str) -> None:
        """One list: frozen header, filter, its rows streamed."""
        columns = COLUMNS[listed.kind]
        sheet = self._table(name, [(self.text(f"column.{c}"), WIDTHS[c]) for c in columns])
        cursor = audit.release.con.cursor()
        cursor.execute(f"{listed.select(', '.join(columns))} LIMIT {SHEET_ROWS}", {"source": listed.source_id})
        row = 0
        while batch := cursor.fetchmany(5_000):
            for values in batch:
                row += 1
                self._write_row(sheet, row, values)
        if row:
            sheet.autofilter(0, 0, row, len(columns) - 1)
        if row < listed.row_count:
            cut = self.text("sheet.cut", shown=row, total=listed.row_count, file=listed.file_name)
            sheet.write_string(row + 1, 0, cut, self.head)

    def summary(self, audit: Audit, names: dict[SourceList, str]) -> None:
        """The release, then per source outcomes and agreement with its denominator, then the sheets."""
        text = self.text
        sheet = self.book.add_worksheet(text("sheet.summary"))
        sheet.set_column(0, 0, 44)
        sheet.set_column(1, 1, 26)
        sheet.set_column(2, 6, 14)
        rows: list[tuple[Any, ...]] = [
            (text("page.release"), audit.release.release_id),
            (text("page.as_of"), audit.release.as_of),
            (text("page.policy"), audit.release.policy_version),
            (),
            tuple(text(f"column.{c}") for c in ("source", "measure", "value", "checkable", "share")),
        ]
        for platform in audit.platforms:
            rows += [
                (platform.title, text(f"outcome.{outcome}"), p.count, p.total, p.share)
                for outcome, p in platform.outcomes.items()
            ]
            rows.append(
                (
                    platform.title,
                    text("column.coverage"),
                    platform.coverage.count,
                    platform.coverage.total,
                    platform.coverage.share,
                )
            )
            rows += [
                (platform.title, _measure(field, text), p.count, p.total, p.share)
                for field, p in platform.accuracy.items()
            ]
        rows += [(), tuple(text(f"column.{c}") for c in ("source", "sheet", "rows", "file"))]
        rows += [(listed.source_title, name, listed.row_count, listed.file_name) for listed, name in names.items()]
        sheet.write_string(0, 0, text("page.title"), self.title)
        for number, values in enumerate(rows, start=2):
            self._write_row(sheet, number, values)

    def definitions(self, audit: Audit) -> None:
        """Every kind of difference, then the denominator of every field."""
        text = self.text
        columns = (("kind", 24), ("severity", 10), ("definition", 70), ("legal_note", 50), ("next_step", 60))
        sheet = self._table(text("sheet.definitions"), [(text(f"column.{c}"), width) for c, width in columns])
        rows = [
            (k["title"], text(f"severity.{k['severity']}"), k["definition"], k["legal_note"], k["next_step"])
            for k in audit.kinds
        ]
        rows += [(_measure(f, text), "", text(f"denominator.{f}"), "", "") for f in FIELDS]
        rows += [(text(f"outcome.{o}"), "", words, "", "") for o, words in text.section("outcome_note").items()]
        for number, values in enumerate(rows, start=1):
            self._write_row(sheet, number, values, wrapped=True)

    def sources(self, audit: Audit) -> None:
        """Every source: tier, records, last run, age."""
        text = self.text
        columns = (
            ("source", 34), ("source_id", 24), ("tier", 16), ("publisher", 28), ("records", 12), ("last_run", 20),
            ("outcome", 12), ("reason", 30), ("age_days", 12), ("age_limit_days", 12), ("licence", 40),
        )  # fmt: skip
        sheet = self._table(text("sheet.sources"), [(text(f"column.{c}"), width) for c, width in columns])
        for number, s in enumerate(audit.sources, start=1):
            outcome = text(f"run.{s['outcome'] or 'never'}")
            values = (
                s["title"], s["source_id"], text(f"tier.{s['tier']}"), s["publisher"], s["record_count"],
                s["last_run_on"], outcome, s["reason"], s["age_days"], s["age_limit_days"], s["licence"],
            )  # fmt: skip
            self._write_row(sheet, number, values, wrapped=True)

    def _table(self, name: str, columns: list[tuple[str, int]]) -> Any:
        sheet = self.book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for number, (heading, width) in enumerate(columns):
            sheet.set_column(number, number, width)
            sheet.write_string(0, number, heading, self.head)
        return sheet

    def _write_row(self, sheet: Any, row: int, values: tuple[Any, ...], *, wrapped: bool = False) -> None:
        for column, value in enumerate(values):
            match value:
                case None | "":
                    continue
                case int():
                    sheet.write_number(row, column, value, self.count)
                case float():
                    sheet.write_number(row, column, value, self.percent)
                case date():
                    sheet.write_datetime(row, column, value, self.day)
                case _:
                    sheet.write_string(row, column, str(value), self.wrapped if wrapped else self.plain)
