"""Tables of a PDF: header repeated on every page, rows cut by the end of a page, cells that several rows share."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO

import pdfplumber
from pdfplumber.utils.exceptions import PdfminerException

from crawlers.outcomes import LayoutChanged

_MOST_PAGES = 500
_LATIN_BREAK = re.compile(r"(?<=[A-Za-z])\n(?=[A-Za-z])")


@dataclass
class PdfTables:
    """The rows of all tables as one, headings first, and the pages (from 1) that are pictures without text."""

    lines: list[list[str]] = field(default_factory=list, repr=False)
    pictures: list[int] = field(default_factory=list)


def read_pdf(body: bytes) -> PdfTables:
    """Read a PDF; raises LayoutChanged for one that cannot be opened, and for one with text but no table.

    A row whose first cell is blank goes on with the row before. A cell that is not there is one that the row
    shares with the row before.
    """
    found = PdfTables()
    try:
        with pdfplumber.open(BytesIO(body)) as pdf:
            if len(pdf.pages) > _MOST_PAGES:
                raise LayoutChanged(f"a PDF of over {_MOST_PAGES} pages")
            for page in pdf.pages:
                if not page.chars and page.images:
                    found.pictures.append(page.page_number)
                for table in page.extract_tables():
                    _add(found.lines, table)
                page.close()  # else all pages stay in memory
    except PdfminerException as error:
        raise LayoutChanged(f"the PDF cannot be opened; is it whole? ({error!r:.80})") from None
    if not found.lines and not found.pictures:
        raise LayoutChanged("no table in the PDF")
    return found


def _add(lines: list[list[str]], table: list[list[str | None]]) -> None:
    for cells in _texts(table):
        if lines and cells == lines[0]:
            continue  # the header, again
        if len(lines) > 1 and cells[0] == "" and len(cells) == len(lines[-1]):
            lines[-1] = [above + (cell or "") for above, cell in zip(lines[-1], cells, strict=True)]
        else:
            above = lines[-1] if lines and len(lines[-1]) == len(cells) else [""] * len(cells)
            lines.append([over if cell is None else cell for over, cell in zip(above, cells, strict=True)])


def _texts(table: list[list[str | None]]) -> Iterator[list[str | None]]:
    """Cells without the breaks that only the width of their column made; None where there is no cell."""
    for row in table:
        yield [None if cell is None else _LATIN_BREAK.sub(" ", cell).replace("\n", "").strip() for cell in row]
