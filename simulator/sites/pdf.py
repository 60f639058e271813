"""PDF files as offices make them: tables that run over pages, with cut rows and shared cells; and scans."""

from collections.abc import Sequence
from io import BytesIO
from itertools import groupby

from PIL import Image, ImageDraw
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Table

_FONT = "STSong-Light"  # of the readers' own Chinese fonts; nothing is embedded
_SIZE, _LEADING, _MARGIN, _TOP = 9, 13, 40, 780
# Lines of text of all rows of a page, its header among them.
_PAGE_LINES = 40
# This font has no U+00B7; its other dot is read back as that.
_DOTS = str.maketrans({"·": "・"})
registerFont(UnicodeCIDFont(_FONT))

Lines = list[list[str]]


def bulletin(title: str, headings: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> bytes:
    """A title and a table; `widths` of columns in characters of full width.

    The header stands on every page. A row that does not fit is cut, and goes on, without its number, on the next
    page. Neighbours on a page with one institution (column 4) share the cell.
    """
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    for number, pieces in enumerate(_paged([_wrapped(row, widths) for row in rows])):
        canvas.setFont(_FONT, 14)
        canvas.drawString(_MARGIN, _TOP + 20, title if number == 0 else "")
        cells = [list(headings), *(["\n".join(cell) for cell in piece] for piece in pieces)]
        table = Table(cells, [width * _SIZE + 10 for width in widths], style=_style(cells))
        _, height = table.wrapOn(canvas, *A4)
        table.drawOn(canvas, _MARGIN, _TOP - height)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def scan(row_count: int) -> bytes:
    """A page put on a scanner: a picture, and no text at all."""
    picture = Image.new("L", (620, 877), 250)
    draw = ImageDraw.Draw(picture)
    for n in range(row_count + 2):
        draw.rectangle((60, 80 + 24 * n, 560, 88 + 24 * n), fill=60)
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    canvas.drawInlineImage(picture, 0, 0, *A4)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _wrapped(row: Sequence[str], widths: Sequence[int]) -> Lines:
    """The lines of each cell."""
    return [_lines(text.translate(_DOTS), width) for text, width in zip(row, widths, strict=True)]


def _lines(text: str, width: int) -> list[str]:
    """Cut a text by width, letters and digits being half as wide; never empty."""
    lines, used = [""], 0
    for character in text:
        size = 1 if character.isascii() else 2
        if used + size > 2 * width:
            lines.append("")
            used = 0
        lines[-1] += character
        used += size
    return lines


def _paged(rows: Sequence[Lines]) -> list[list[Lines]]:
    """Rows, or the pieces of them, by page."""
    pages: list[list[Lines]] = [[]]
    left = _PAGE_LINES - 1
    for row in rows:
        while (height := max(map(len, row))) > left:
            pages[-1].append([cell[:left] for cell in row])
            pages.append([])
            row = [cell[left:] for cell in row]
            left = _PAGE_LINES - 1
        pages[-1].append(row)
        left -= height
        if left < 1:
            pages.append([])
            left = _PAGE_LINES - 1
    return [page for page in pages if page] or [[]]


def _style(cells: list[list[str]]) -> list[tuple[object, ...]]:
    """Grid and font; cells that neighbours share are emptied but for the first."""
    style: list[tuple[object, ...]] = [
        ("FONT", (0, 0), (-1, -1), _FONT, _SIZE, _LEADING),
        ("GRID", (0, 0), (-1, -1), 0.5, "black"),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]
    whole = [n for n in range(1, len(cells)) if cells[n][0]]
    for _, group in groupby(whole, key=lambda n: cells[n][4]):
        shared = list(group)
        # The last row of a page may be cut, and the cut part of a shared cell would be anybody's.
        shared = [n for n in shared if n < len(cells) - 1]
        if len(shared) > 1:
            style.append(("SPAN", (4, shared[0]), (4, shared[-1])))
            for n in shared[1:]:
                cells[n][4] = ""
    return style
