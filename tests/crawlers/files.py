"""Files that sites link to, made from rows that a person can read."""

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any

import xlsxwriter
from PIL import Image
from pytest_httpserver import HTTPServer
from pytest_httpserver.httpserver import METHOD_ALL
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Table

_TYPES = {
    ".csv": "application/octet-stream",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pdf": "application/pdf",
}


def type_of(path: str) -> str:
    """What a site says of a path's content."""
    return _TYPES.get(PurePosixPath(path).suffix, "text/html; charset=utf-8")


def serve_site(server: HTTPServer, folder: Path, change: Callable[[str, str], str] = lambda name, text: text,
               **headers: str) -> dict[str, Any]:  # fmt: skip
    """Answer as the folder's site.json says, to requests with these headers, files changed; return what it says."""
    site: dict[str, Any] = json.loads((folder / "site.json").read_text(encoding="utf-8"))
    for asked, file in site["pages"].items():
        method, _, address = asked.rpartition(" ")
        # A path without a query answers whatever is asked of it, so one with a query comes before it.
        path, _, query = address.partition("?")
        request = server.expect_request(path, method or METHOD_ALL, query_string=query or None, headers=headers)
        text = change(file, (folder / file).read_text(encoding="utf-8"))
        body = body_of(Path(file), text, site.get("encoding", "utf-8"))
        request.respond_with_data(body, content_type=site.get("content_type", type_of(path)))
    return site


def body_of(path: Path, text: str, encoding: str) -> bytes:
    """What a site sends for a fixture: the workbook or PDF that a .json describes, or the text of any other file."""
    match path.suffixes:
        case [".xlsx", ".json"]:
            return workbook(json.loads(text))
        case [".pdf", ".json"]:
            return pdf(json.loads(text))
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


def pdf(pages: list[list[list[str | None]] | None]) -> bytes:
    """A PDF with a table on each page; None is a cell that is one with that above, and a page that is a picture."""
    registerFont(UnicodeCIDFont("STSong-Light"))
    buffer = BytesIO()
    canvas = Canvas(buffer)
    for rows in pages:
        if rows is None:
            canvas.drawInlineImage(Image.new("L", (60, 80), 128), 50, 50, 400, 600)
        elif rows:
            spans = [
                ("SPAN", (m, n - 1), (m, n)) for n, row in enumerate(rows) for m, cell in enumerate(row) if cell is None
            ]
            style = [("FONT", (0, 0), (-1, -1), "STSong-Light"), ("GRID", (0, 0), (-1, -1), 1, "black"), *spans]
            texts = [["" if cell is None else cell for cell in row] for row in rows]
            widths = [
                max(len(line) for cell in column for line in cell.split("\n")) for column in zip(*texts, strict=True)
            ]
            table = Table(texts, [10 * width + 12 for width in widths], style=style)
            _, height = table.wrapOn(canvas, 600, 800)
            table.drawOn(canvas, 20, 800 - height)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()
