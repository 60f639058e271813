"""Bases for sources whose entries stand in files that a page links to."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import ClassVar

from scrapy import Request
from scrapy.http import Response, TextResponse

from crawlers.base import Page, RegistrySpider
from crawlers.columns import Columns, Found, Issue, read_table
from crawlers.formats import open_tables
from crawlers.outcomes import LayoutChanged
from crawlers.pages import Sentence, links, said, says
from crawlers.shapes import ListAndDetail
from crawlers.tables import Table
from normalize.text import compact
from warehouse.errors import FileError
from warehouse.source import Source


class Dataset(RegistrySpider):
    """A page of an open-data portal that links to the files which together are the list."""

    reads_files: ClassVar[frozenset[str]] = frozenset({"read_file"})
    start_url: ClassVar[str]
    files: ClassVar[str]  # CSS of the links
    stated_on: ClassVar[re.Pattern[str]]  # group 1: the day the files speak for
    nothing: ClassVar[Sentence | None] = None  # what stands in place of links

    def first(self) -> Iterable[Request]:
        yield self.ask(self.start_url, self.read_dataset)

    def read_dataset(self, response: TextResponse) -> Iterator[Page | Request]:
        """Follow every file."""
        files, asserted_on = links(response, self.files), said(response, self.stated_on)
        if not files and says(response, self.nothing):
            yield self.page(response, outcome="empty")
            return
        if not files or asserted_on is None:
            raise LayoutChanged(f"no {self.files}" if not files else "no day that the files speak for")
        yield self.page(response, asserted_on=asserted_on)
        for file in files:
            yield self.ask(file.url, self.read_file, is_renewable=True)

    def read_file(self, response: Response) -> Iterator[Page | Request]:
        """Read the entries of one file."""
        name = PurePosixPath(response.url.partition("?")[0]).name
        found = entries_of(self.source, name, response.body, self.source.fields.get("asserted_on", ()))
        yield self.page(response, found)


class PdfAttachments(ListAndDetail):
    """A list of articles, each linking to PDF files with the tables that are the entries."""

    reads_files: ClassVar[frozenset[str]] = frozenset({"read_file"})
    attachments: ClassVar[str]  # CSS of the links in an article

    def article(self, response: TextResponse) -> dict[str, str]:
        """Return what an article says for all entries of its files, by heading."""
        raise NotImplementedError

    def attachment(self, title: str) -> dict[str, str]:
        """Return what the words of a link say for all entries of its file, by heading."""
        return {}

    def read_item(self, response: TextResponse, area: str | None) -> Iterator[Page | Request]:
        """Follow the files of one article."""
        said_once, files = self.article(response), links(response, self.attachments)
        if not files:
            raise LayoutChanged(f"no {self.attachments}")
        yield self.page(response)
        for file in files:
            given = said_once | self.attachment(file.text)
            yield self.ask(file.url, self.read_file, is_renewable=True, priority=2, given=given)

    def read_file(self, response: Response, given: Mapping[str, str]) -> Iterator[Page | Request]:
        """Read one file; of pages that are pictures nothing is known, least of all that they say nothing."""
        from crawlers.pdf import read_pdf  # pdfplumber: 50 ms that no other source should wait for

        pdf = read_pdf(response.body)
        found = read_table(self.source, pdf.lines, given=given) if pdf.lines else Found()
        found.issues += [Issue("page", f"page {n} is a picture; it needs reading by a person") for n in pdf.pictures]
        yield self.page(response, found, outcome="unreadable" if pdf.pictures else "answer")


def entries_of(source: Source, name: str, body: bytes, stated: Iterable[str] = ()) -> Found:
    """Read a CSV, XLSX, XLS, JSONL or Parquet file as an import does; `stated` as in `Columns`.

    Raises LayoutChanged for a file that cannot be read or in which no sheet has the declared columns. A sheet
    without them beside one that has them, and a row of another width, are issues.
    """
    known = {compact(heading) for heading in source.heading_to_field}
    found = Found()
    with TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(body)
        try:
            tables = open_tables(path, lambda cells: len(known & set(map(compact, cells))), source.encoding)
            faults = [_add(found, source, table, tuple(stated)) for table in tables]
        except FileError as error:
            raise LayoutChanged(str(error)) from None
    if not found.rows:
        raise LayoutChanged("; ".join(filter(None, faults)) or f"{name}: no rows under the header")
    found.issues += [Issue("sheet", f"{fault}; the sheet was not read") for fault in faults if fault]
    return found


def _add(found: Found, source: Source, table: Table, stated: Sequence[str]) -> str | None:
    """Add the entries of a table; return what it lacks, None if it has all."""
    try:
        columns = Columns(source, table.headings, stated)
    except LayoutChanged as change:
        return f"{table.name}: {change}"
    names, positions = [name for name, _ in columns.places], [place for _, place in columns.places]
    found.undeclared |= columns.undeclared
    for batch in table.read(positions):
        found.issues += [Issue("row", reason, row_no) for row_no, reason in batch.rejected]
        for cells in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            texts = [cell.strip() or None if cell else None for cell in cells]
            if any(texts):
                found.rows.append(dict(zip(names, texts, strict=True)))
    return None
