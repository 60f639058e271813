"""Files as delivered: XLSX by default, CSV where a sheet would be too long, GB18030 where the portal writes it."""

from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import xlsxwriter

SHEET_ROWS = 200_000


def deliver(table: pa.Table, folder: Path, source_id: str, encoding: str | None = None) -> Path:
    """Write a table as a delivered file; CSV if `encoding` is given or the rows are too many for a sheet."""
    folder.mkdir(parents=True, exist_ok=True)
    if encoding or table.num_rows > SHEET_ROWS:
        path = folder / f"{source_id}.csv"
        _write_csv(table, path, encoding or "utf-8-sig")
    else:
        path = folder / f"{source_id}.xlsx"
        _write_xlsx(table, path)
    return path


def _write_csv(table: pa.Table, path: Path, encoding: str) -> None:
    """A line at a time in Arrow; no value of the world holds a quote or a line break, commas are quoted."""
    sink = pa.BufferOutputStream()
    pa.csv.write_csv(table, sink, pa.csv.WriteOptions(quoting_style="needed"))
    path.write_bytes(sink.getvalue().to_pybytes().decode("utf-8").encode(encoding))


def _write_xlsx(table: pa.Table, path: Path) -> None:
    """One sheet of text cells; numbers of 15 digits stay whole that way."""
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("数据")
        sheet.write_row(0, 0, table.column_names)
        for number, values in enumerate(zip(*(column.to_pylist() for column in table.columns), strict=True), start=1):
            sheet.write_row(number, 0, values)
