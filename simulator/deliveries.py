"""Files as delivered: XLSX by default, CSV where a sheet would be too long, GB18030 where the portal writes it."""

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

SHEET_ROWS = 200_000
_ROWS_AT_ONCE = 20_000
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# All that a reader asks of a workbook with one sheet and no styles (ECMA-376).
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
    '<sheets><sheet name="数据" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}


def deliver(table: pa.Table, folder: Path, source_id: str, encoding: str | None = None) -> Path:
    """Write a table of text as a delivered file.

    It is a CSV file if `encoding` is given, or if there are more than `SHEET_ROWS` rows (then UTF-8 with a BOM).
    """
    folder.mkdir(parents=True, exist_ok=True)
    if encoding or table.num_rows > SHEET_ROWS:
        path = folder / f"{source_id}.csv"
        sink = pa.BufferOutputStream()
        pa.csv.write_csv(table, sink, pa.csv.WriteOptions(quoting_style="needed"))
        path.write_bytes(sink.getvalue().to_pybytes().decode("utf-8").encode(encoding or "utf-8-sig"))
    else:
        path = folder / f"{source_id}.xlsx"
        _write_sheet(table, path)
    return path


def _write_sheet(table: pa.Table, path: Path) -> None:
    """Write one sheet of text cells; by columns, for a writer of single cells takes fifty times as long."""
    headings = pa.table([[heading] for heading in table.column_names], table.column_names)
    with ZipFile(path, "w", compresslevel=1) as book:
        for name, text in _PARTS.items():
            book.writestr(_entry(name), _HEAD + text)
        with book.open(_entry("xl/worksheets/sheet1.xml"), "w") as sheet:
            sheet.write(f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
            sheet.write(_rows(headings, 1))
            for start in range(0, table.num_rows, _ROWS_AT_ONCE):
                sheet.write(_rows(table.slice(start, _ROWS_AT_ONCE), start + 2))
            sheet.write(b"</sheetData></worksheet>")


def _entry(name: str) -> ZipInfo:
    """A compressed part; without a time it is of 1980, so that the same table makes the same bytes."""
    entry = ZipInfo(name)
    entry.compress_type = ZIP_DEFLATED
    return entry


def _rows(table: pa.Table, first: int) -> bytes:
    """A `<row>` element per row, the first with that number."""
    number = pa.array(np.arange(first, first + table.num_rows)).cast(pa.string())
    cells = [
        pc.coalesce(
            pc.binary_join_element_wise(
                f'<c r="{chr(ord("A") + place)}', number, '" t="inlineStr"><is><t xml:space="preserve">',
                _escaped(column), "</t></is></c>", "",
            ),
            "",
        )
        for place, column in enumerate(table.columns)
    ]  # fmt: skip
    rows = pc.binary_join_element_wise('<row r="', number, '">', *cells, "</row>", "")
    return "".join(rows.to_pylist()).encode()


def _escaped(column: pa.ChunkedArray) -> pa.ChunkedArray:
    for mark, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        column = pc.replace_substring(column, mark, entity)
    return column
