"""Verification: every stored page is read again, offline, and what it says is held against what is stored.

An altered byte of the evidence, an altered record and a missing record are each a fault that names what and where.
What is compared: the file with the digest its run noted; each record of it with its own; its original digest, where
nothing was redacted; the entries the spider reads there with raw/; raw/ with the spells of the warehouse.
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import duckdb
import pyarrow as pa
from scrapy import Request
from scrapy.exceptions import CloseSpider

from crawlers.archive import DamagedRecord, Stored, records
from crawlers.base import Page, RegistrySpider
from crawlers.catalog import Faults, find, sources, spiders
from crawlers.columns import Row
from crawlers.evidence import evidence_path, original_digest, removed
from crawlers.landing import impersonal
from crawlers.run import scrapy_settings
from warehouse.db import Progress, read_sql, silent
from warehouse.errors import WorkspaceError
from warehouse.landing import table_of, with_keys
from warehouse.schema import RAW_FIELD_NAMES
from warehouse.source import Source
from warehouse.workspace import Workspace

_BATCH_ROWS = 20_000


@dataclass
class Verdict:
    """What the evidence of one source says of its stored records."""

    source_id: str
    runs: int = 0
    pages: int = 0
    entries: int = 0
    # Runs whose evidence is gone since its time was over: their records rest on nothing any more.
    removed: int = 0
    # Delivered files: they are not kept, so there is no page to read again.
    deliveries: int = 0
    faults: list[str] = field(default_factory=list)

    def text(self) -> str:
        """The verdict in one line, faults after it."""
        said = []
        if self.runs or not self.deliveries:
            said.append(f"{self.pages:,} pages of {self.runs:,} runs read again, {self.entries:,} entries")
        if self.removed:
            said.append(f"evidence of {self.removed:,} runs removed by rule")
        if self.deliveries:
            said.append(f"{self.deliveries:,} delivered files, which are not kept and have no pages to read again")
        end = f"{len(self.faults):,} faults" if self.faults else "all as stored"
        return "\n".join([f"{self.source_id}: {'; '.join([*said, end])}", *(f"  {fault}" for fault in self.faults)])


def verify(workspace: Workspace, source_ids: Sequence[str] = (), *, progress: Progress = silent) -> list[Verdict]:
    """Verify the named sources, or all that have runs.

    A source whose declaration is at fault is a verdict, if it is not named; where it is, its DeclarationError is
    raised. Raises UnknownSourceError; WorkspaceError where nothing was read yet, or a file of raw/ cannot be opened.
    """
    faults: Faults = {}
    known, readers = sources(workspace, faults), spiders(workspace, faults)
    with _opened(workspace) as con:
        ran = [row[0] for row in con.execute("SELECT DISTINCT source_id FROM run ORDER BY 1").fetchall()]
        chosen = [find(known, name, faults).id for name in source_ids] or [name for name in ran if name in known]
        unread = [] if source_ids else [name for name in ran if name in faults and name not in known]
        verdicts = [Verdict(name, faults=[str(faults[name])]) for name in unread]
        for done, name in enumerate(chosen):
            progress(name, done, len(chosen))
            verdicts.append(_verify(workspace, con, known[name], readers.get(name)))
    return verdicts


@contextmanager
def _opened(workspace: Workspace) -> Iterator[duckdb.DuckDBPyConnection]:
    try:
        with workspace.warehouse(read_only=True) as con:
            yield con
    except duckdb.Error as error:
        raise WorkspaceError(str(error).splitlines()[0]) from None


def _verify(
    workspace: Workspace, con: duckdb.DuckDBPyConnection, source: Source, reader: type[RegistrySpider] | None
) -> Verdict:
    verdict = Verdict(source.id)
    ((verdict.deliveries,),) = con.execute("SELECT count(*) FROM delivery WHERE source_id = ?", [source.id]).fetchall()
    gone = {f"{source.id}/{run}" for run in removed(workspace, source.id)}
    verdict.removed = len(gone)
    runs = con.execute(
        "SELECT run_id, evidence_digest FROM run WHERE source_id = ? AND evidence_digest IS NOT NULL ORDER BY run_id",
        [source.id],
    ).fetchall()
    batches: list[pa.Table] = [with_keys(source, table_of([{"evidence_id": ""}]).slice(1))]
    if reader:
        spider = reader()
        spider.settings = scrapy_settings(workspace.root)
        rows: list[dict[str, Any]] = []
        for run_id, digest in runs:
            if run_id in gone:
                continue
            verdict.runs += 1
            for stored in _read(workspace, run_id, digest, verdict):
                rows += _read_again(workspace, spider, run_id, stored, verdict)
                if len(rows) >= _BATCH_ROWS:
                    batches.append(with_keys(source, table_of(rows)))
                    rows = []
        if rows:
            batches.append(with_keys(source, table_of(rows)))
    replayed = pa.concat_tables(batches)
    verdict.entries = replayed.num_rows
    _compare(con, source, replayed, sorted(gone), verdict, is_crawled=reader is not None)
    return verdict


def _read(workspace: Workspace, run_id: str, digest: str, verdict: Verdict) -> Iterator[Stored]:
    """The records of a run's evidence; what is wrong with the file becomes faults."""
    path = evidence_path(workspace, run_id)
    if not path.exists():
        verdict.faults.append(f"{run_id}: the evidence, {path.name}, is not there")
        return
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != digest:
            verdict.faults.append(f"{run_id}: {path.name} is not the file that the run wrote (sha256)")
    for stored in records(path):
        if isinstance(stored, DamagedRecord):
            verdict.faults.append(f"{run_id}: {stored}; nothing after it can be read")
        elif stored.kind != "warcinfo":
            verdict.pages += 1
            yield stored


def _read_again(
    workspace: Workspace, spider: RegistrySpider, run_id: str, stored: Stored, verdict: Verdict
) -> list[dict[str, Any]]:
    """The entries of a record as they would land; columns of schema.LANDED."""
    evidence_id = f"{run_id}#{stored.number}"
    is_whole = stored.kind == "response" and not stored.is_redacted
    if is_whole and original_digest(workspace, stored.payload) != stored.original_digest:
        verdict.faults.append(f"{evidence_id}: not the bytes that came from {stored.url}")
    try:
        pages = read_again(spider, stored)
    except Exception as error:
        # A spider's code may fail in any way on a page that is not what it was.
        verdict.faults.append(f"{evidence_id}: cannot be read ({type(error).__name__}): {stored.url}")
        return []
    return [
        {**row, "address": page.address, "url": page.url, "row_no": n, "evidence_id": evidence_id}
        for page in pages
        for n, row in enumerate(page.rows, 1)
    ]


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


def _compare(
    con: duckdb.DuckDBPyConnection, source: Source, replayed: pa.Table, gone: list[str], verdict: Verdict, *,
    is_crawled: bool,
) -> None:  # fmt: skip
    unstored = con.execute(read_sql("crawlers", "spell_unstored"), {"source_id": source.id}).fetchall()
    verdict.faults += [f"{run_id}: record {record} is missing" for run_id, record in unstored]
    if not is_crawled:
        return
    con.register("replayed", replayed)
    told = {record for _, record in unstored}
    missing = con.execute(read_sql("crawlers", "replayed_missing"), {"source_id": source.id}).fetchall()
    verdict.faults += [
        f"{evidence_id}: row {row_no} of {url}, {key or 'without a key'}, is stored nowhere"
        for evidence_id, row_no, url, key in missing
        if key not in told
    ]
    differing = con.execute(
        read_sql("crawlers", "replayed_difference"), {"source_id": source.id, "removed": gone}
    ).fetchall()
    for run_id, record, evidence_id, row_no, stored, again in differing:
        if again is None:
            fault = f"no row {row_no} in {evidence_id or 'any evidence'}"
        else:
            fields = [name for name in (*RAW_FIELD_NAMES, "url", "address") if stored[name] != again[name]]
            fault = f"{', '.join(fields) or 'its digest'} not as in {evidence_id}, row {row_no}"
        verdict.faults.append(f"{run_id}: record {record}: {fault}")
    con.unregister("replayed")
