"""A verified roster: every column as it came, and the answers in columns beside it; CSV, XLSX or Parquet."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from reports.answer import (
    candidate_words,
    check_words,
    difference_words,
    fault_words,
    headline,
    note_words,
    shown_words,
    value_words,
)
from reports.text import Text
from warehouse.errors import FileError

Row = dict[str, Any]
FORMATS = (".csv", ".xlsx", ".parquet")
# Added columns in their order; their headings are the catalog's.
ADDED = (
    "row_no", "outcome", "outcome_code", "words", "name", "certificate_no", "institution", "province", "status",
    "status_since", "differences", "reasons", "next_checks", "candidate_count", "candidates", "notes", "searched",
    "receipt",
)  # fmt: skip
# What is said in words of an answer; an empty row has a receipt alone.
_SAID = ADDED[1:-1]
_SHEET_ROWS = 1_048_575


def roster_row(receipt: Mapping[str, Any], lang: str) -> Row:
    """The added columns of one answer but `row_no`; words but for `outcome_code`. Empty: nothing to say."""
    text = Text(lang)
    lead = receipt["registrations"][0] if receipt["registrations"] else {}
    ages = [
        text("roster.days", title=row["title"], days=row["age_days"])
        + ("" if row["state"] == "current" else f" ({text('state.' + row['state'])})")
        for row in receipt["searched"]
        if row["asserted_on"]
    ]
    return {
        "outcome": outcome_words(receipt["outcome"], lang),
        "outcome_code": receipt["outcome"],
        "words": _words(receipt, text),
        "name": receipt["person"]["name"] if receipt["person"] else None,
        "certificate_no": lead.get("certificate_no"),
        "institution": lead.get("main_institution"),
        "province": value_words("province", lead["province"], text) if lead else None,
        "status": value_words("status", lead["status"] or "unknown", text) if lead else None,
        "status_since": lead.get("status_since"),
        "differences": "; ".join(difference_words(row, text) for row in receipt["differences"]),
        "reasons": "; ".join(text(f"reason.{code}") for code in receipt["reasons"]),
        "next_checks": "; ".join(check_words(receipt, text)),
        "candidate_count": str(receipt["candidate_count"]),
        "candidates": "; ".join(candidate_words(row, text) for row in receipt["candidates"]),
        "notes": "; ".join([*fault_words(receipt, text), *(note_words(row, text) for row in receipt["notes"])]),
        "searched": "; ".join(ages),
        "receipt": receipt["receipt"]["digest"],
    }


def row_columns(row_no: int, same_as: int | None, lang: str, *, is_empty: bool) -> Row:
    """`row_no` of the file; for an empty row, and one that asks what an earlier one did, `notes` that say so."""
    text = Text(lang)
    if is_empty:
        return {"row_no": str(row_no)} | dict.fromkeys(_SAID) | {"words": text("roster.empty")}
    if same_as is None:
        return {"row_no": str(row_no)}
    return {"row_no": f"{row_no} ({text('roster.duplicate', row=str(same_as))})"}


def outcome_words(outcome: str | None, lang: str) -> str:
    """An outcome in words, without its reason; None is that of an empty row."""
    if outcome in (None, "indeterminate"):
        return Text(lang)(f"roster.{outcome or 'empty'}")
    return Text(lang)(f"answer.{outcome}")


def write_roster(columns: Mapping[str, Sequence[str]], rows: Sequence[Row], path: Path, lang: str) -> None:
    """Write the columns of the roster, then the added ones, all text, by what `path` ends in (FORMATS).

    An added heading that the roster has itself gets a number. Raises FileError for more rows than a sheet holds.
    """
    text = Text(lang)
    table: dict[str, Sequence[str | None]] = dict(columns)
    for name in ADDED:
        heading, n = text(f"roster.{name}"), 1
        while heading in table:
            n += 1
            heading = f"{text(f'roster.{name}')} {n}"
        table[heading] = [row[name] for row in rows]
    match path.suffix.lower():
        case ".csv":
            # With the mark, spreadsheets read it as UTF-8.
            with path.open("w", encoding="utf-8-sig", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(table)
                writer.writerows(zip(*table.values(), strict=True))
        case ".parquet":
            import pyarrow as pa
            import pyarrow.parquet as pq

            pq.write_table(pa.table({name: pa.array(column, pa.string()) for name, column in table.items()}), path)
        case _:
            _write_sheet(table, path)


def _write_sheet(table: Mapping[str, Sequence[str | None]], path: Path) -> None:
    import xlsxwriter

    if len(next(iter(table.values()))) > _SHEET_ROWS:
        raise FileError(f"{path}: more rows than a sheet holds; write CSV or Parquet")
    # Cells hold what people wrote: never formulas or links, and numbers of 15 digits stay text.
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        for number, row in enumerate([tuple(table), *zip(*table.values(), strict=True)]):
            for place, value in enumerate(row):
                sheet.write_string(number, place, value or "")


def _words(receipt: Mapping[str, Any], text: Text) -> str:
    if not receipt["deciders"]:
        shown = shown_words(receipt["registrations"][0], text) if receipt["registrations"] else None
        return f"{headline(receipt, text)}; {shown}" if shown else headline(receipt, text)
    deciders = text.join([text(f"decider.{code}") for code in receipt["deciders"]])
    return f"{headline(receipt, text)}; {text('lookup.deciders', words=deciders)}"
