"""Reading stored evidence again, offline: the entries and the pages that today's spider makes of it."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow as pa
from scrapy import Request
from scrapy.exceptions import CloseSpider

from crawlers.archive import DamagedRecord, Stored, records
from crawlers.base import Page, RegistrySpider
from crawlers.columns import Row
from crawlers.evidence import evidence_path, original_digest
from crawlers.landing import impersonal
from warehouse.landing import table_of, with_keys
from warehouse.source import Source
from warehouse.workspace import Workspace

_BATCH_ROWS = 20_000
# What a page says beside its entries; no outcome: of a file only its entries are kept.
_PAGE = pa.schema(
    [(name, pa.string()) for name in ("evidence_id", "url", "address", "outcome", "question", "asserted_on")]
    + [("at", pa.timestamp("us"))]
)


@dataclass
class Readings:
    """What the evidence of one source says: entries as they would land, and pages; and what is wrong with it."""

    workspace: Workspace
    source: Source
    faults: list[str]
    pages: int = 0
    files: int = 0
    _entries: list[dict[str, Any]] = field(default_factory=list)
    _said: list[dict[str, Any]] = field(default_factory=list)
    _batches: tuple[list[pa.Table], list[pa.Table]] = field(init=False)

    def __post_init__(self) -> None:
        """Begin with no rows, so that there are columns."""
        self._batches = [with_keys(self.source, table_of([{"evidence_id": ""}]).slice(1))], [_PAGE.empty_table()]

    def read(self, spider: RegistrySpider, run_id: str, digest: str) -> None:
        """Read a run's evidence; `digest` is the one that the run noted."""
        for stored in self._records(run_id, digest):
            evidence_id = f"{run_id}#{stored.number}"
            for page in self._pages(spider, evidence_id, stored):
                self._add(page, evidence_id, stored)

    def tables(self) -> tuple[pa.Table, pa.Table]:
        """Entries (columns of schema.LANDED, and the key) and pages."""
        self._flush()
        entries, said = self._batches
        return pa.concat_tables(entries), pa.concat_tables(said)

    def _records(self, run_id: str, digest: str) -> Iterator[Stored]:
        path = evidence_path(self.workspace, run_id)
        if not path.exists():
            self.faults.append(f"{run_id}: the evidence, {path.name}, is not there")
            return
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != digest:
                self.faults.append(f"{run_id}: {path.name} is not the file that the run wrote (sha256)")
        for stored in records(path):
            if isinstance(stored, DamagedRecord):
                self.faults.append(f"{run_id}: {stored}; nothing after it can be read")
            elif stored.kind != "warcinfo":
                self.files += stored.kind == "conversion"
                self.pages += stored.kind != "conversion"
                yield stored

    def _pages(self, spider: RegistrySpider, evidence_id: str, stored: Stored) -> list[Page]:
        is_whole = stored.kind == "response" and not stored.is_redacted
        if is_whole and original_digest(self.workspace, stored.payload) != stored.original_digest:
            self.faults.append(f"{evidence_id}: not the bytes that came from {stored.url}")
        try:
            return read_again(spider, stored)
        except Exception as error:
            # A spider's code may fail in any way on a page that is not what it was.
            self.faults.append(f"{evidence_id}: cannot be read ({type(error).__name__}): {stored.url}")
            return []

    def _add(self, page: Page, evidence_id: str, stored: Stored) -> None:
        where = {"address": page.address, "url": page.url, "evidence_id": evidence_id}
        self._entries += [
            {**row, **where, "row_no": n, "retrieved_at": stored.at} for n, row in enumerate(page.rows, 1)
        ]
        self._said.append(
            {
                **where,
                "outcome": None if stored.kind == "conversion" else page.outcome,
                "question": "|".join(page.question) if page.question else None,
                "asserted_on": page.asserted_on,
                "at": stored.at,
            }
        )
        if max(len(self._entries), len(self._said)) >= _BATCH_ROWS:
            self._flush()

    def _flush(self) -> None:
        entries, said = self._batches
        if self._entries:
            entries.append(with_keys(self.source, table_of(self._entries)))
        said.append(pa.Table.from_pylist(self._said, schema=_PAGE))
        self._entries, self._said = [], []


def read_again(spider: RegistrySpider, stored: Stored) -> list[Page]:
    """The pages that a spider makes of a stored answer; of what is no text, those it made then."""
    request = Request(stored.url, cb_kwargs=stored.reading)
    if stored.kind == "conversion":
        rows: list[Row] = stored.rows
        return [Page(stored.reading["address"], stored.url, "answer", rows=rows)]
    response = stored.response(request)
    pages: list[Page] = []
    try:
        for result in spider.receive(response, **stored.reading):
            if isinstance(result, Page):
                pages.append(result)
    except CloseSpider:
        pass  # a barrier ended the run
    return [replace(page, rows=impersonal(page.rows)) for page in pages]
