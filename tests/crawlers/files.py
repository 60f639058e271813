"""Files that sites link to, made from rows that a person can read."""

import json
from io import BytesIO
from pathlib import Path, PurePosixPath

import xlsxwriter

_TYPES = {
    ".csv": "application/octet-stream",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pdf": "application/pdf",
}


def type_of(path: str) -> str:
    """What a site says of a path's content."""
    return _TYPES.get(PurePosixPath(path).suffix, "text/html; charset=utf-8")


def body_of(path: Path, encoding: str) -> bytes:
    """What a site sends for a fixture: NAME.xlsx.json holds the sheets of a workbook, other files are text in UTF-8."""
    text = path.read_text(encoding="utf-8")
    match path.suffixes:
        case [".xlsx", ".json"]:
            return workbook(json.loads(text))
    return text.encode(encoding)


def workbook(sheets: dict[str, list[list[str | float | None]]]) -> bytes:
    """A workbook with these sheets, numbers as numbers."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for n, row in enumerate(rows):
                sheet.write_row(n, 0, row)
    return buffer.getvalue()
