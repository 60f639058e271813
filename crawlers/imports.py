"""Import: delivered files of one source into one landing, all of it or nothing."""

import hashlib
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from crawlers.formats import open_tables
from crawlers.tables import Batch, Table
from normalize.dates import clean_date
from normalize.privacy import PERSONAL_RE2, redact
from normalize.text import compact
from warehouse.days import day_of
from warehouse.db import Progress, silent
from warehouse.errors import DeliveryError, FileError
from warehouse.landing import Landing, RunNote
from warehouse.source import Source
from warehouse.waiting import unfinished
from warehouse.workspace import Workspace, utc_now

# More rows of the wrong width than one in ten: it is not the file its header says.
_REJECTED_AT_MOST = 0.1


def import_files(
    workspace: Workspace,
    source: Source,
    paths: Sequence[Path],
    started_at: datetime,
    *,
    progress: Progress = silent,
) -> RunNote:
    """Read the files as one whole list of the source and land it; `warehouse.history.take_in` stores it.

    A date that is the same in every row (数据截止日期) is the list's: it stands in the note, not in the rows, so that
    a later list of the same entries is no new content. Raises FileError for a file that cannot be read, lacks a
    column of the key or holds no row, and DeliveryError for bytes that were imported before; then nothing is left
    behind. What can be read around is an issue: a missing or undeclared column, a row of another width, a personal
    identifier (removed).
    """
    deliveries = [_delivery(source, path, started_at) for path in paths]
    _refuse_repeats(workspace, source, deliveries)
    landing = Landing(workspace, source, "import", started_at)
    try:
        with ThreadPoolExecutor() as pool:
            importer = _Import(landing, started_at, progress, pool)
            for path, delivery in zip(paths, deliveries, strict=True):
                importer.read(path, f"sha256:{delivery['digest']}")
        list_date = importer.list_date()
        if list_date is None and source.asserts == "live":
            list_date = day_of(started_at)
        return landing.close(
            "complete",
            utc_now(),
            asserted_on=list_date,
            is_list_dated=importer.is_list_dated,
            deliveries=deliveries,
        )
    except BaseException:
        landing.discard()
        raise


def _delivery(source: Source, path: Path, imported_at: datetime) -> dict[str, Any]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        "digest": digest,
        "file_name": path.name,
        "byte_count": path.stat().st_size,
        "delivered_by": source.delivered_by,
        "imported_at": imported_at,
    }


def _refuse_repeats(workspace: Workspace, source: Source, deliveries: Sequence[Mapping[str, Any]]) -> None:
    """Raise DeliveryError for bytes of an earlier delivery of the source, or the same bytes twice in this one."""
    earlier: dict[str, tuple[datetime, str]] = {}
    for folder in unfinished(workspace):
        if folder.parent.name == source.id and (folder / "run.json").exists():
            note = RunNote.read(folder)
            earlier |= {d["digest"]: (note.started_at, note.run_id) for d in note.deliveries}
    if (workspace.root / "warehouse.duckdb").exists():
        with workspace.warehouse(read_only=True) as con:
            rows = con.execute("SELECT digest, imported_at, run_id FROM delivery WHERE source_id = ?", [source.id])
            earlier |= {digest: (imported_at, run_id) for digest, imported_at, run_id in rows.fetchall()}
    here: dict[str, str] = {}
    for delivery in deliveries:
        name, digest = delivery["file_name"], delivery["digest"]
        if digest in earlier:
            imported_at, run_id = earlier[digest]
            raise DeliveryError(f"{name}: these bytes were imported on {imported_at:%Y-%m-%d %H:%M} UTC (run {run_id})")
        if digest in here:
            raise DeliveryError(f"{name}: the same bytes as {here[digest]}")
        here[digest] = name


@dataclass
class _Import:
    """One run of one or more files, table by table and batch by batch."""

    landing: Landing
    started_at: datetime
    progress: Progress
    pool: Executor  # Arrow leaves the interpreter's lock, so columns are screened side by side
    # Distinct values of the asserted_on column, until there are two.
    _dates: set[str] = field(default_factory=set)

    @property
    def source(self) -> Source:
        return self.landing.source

    @property
    def is_list_dated(self) -> bool:
        """Whether the asserted_on column says one and the same in all rows."""
        return len(self._dates) == 1

    def list_date(self) -> date | None:
        """The day that all rows state; None if they differ, state none, or it is no day (an issue)."""
        if not self.is_list_dated:
            return None
        (text,) = self._dates
        try:
            return clean_date(text)
        except ValueError as error:
            self.landing.reject(field="asserted_on", value=text[:80], reason=str(error))
            return None

    def read(self, path: Path, evidence_id: str) -> None:
        """Land one file."""
        row_count = 0
        for table in self._tables(path):
            row_count += self._read_table(table, evidence_id)
        if not row_count:
            raise FileError(f"{path.name}: no rows under the header")

    def _tables(self, path: Path) -> list[Table]:
        """The tables that have the key's columns; a sheet without them is an issue if another one has them."""
        tables = open_tables(path, lambda row: len(self._known & set(map(compact, row))), self.source.encoding)
        missing = [self._missing_key(table) for table in tables]
        if all(missing):
            table, lacking = min(zip(tables, missing, strict=True), key=lambda pair: len(pair[1]))
            raise FileError(
                f"{table.name}: no column for {', '.join(lacking)}, which the key needs; "
                f"headings found: {', '.join(redact(h)[:40] for h in table.headings[:60] if h) or 'none'}"
            )
        for table, lacking in zip(tables, missing, strict=True):
            if lacking:
                self.landing.reject(
                    field="sheet", url=table.name, reason="no columns of the key; the sheet was not read"
                )
        return [table for table, lacking in zip(tables, missing, strict=True) if not lacking]

    @property
    def _known(self) -> set[str]:
        return {compact(heading) for heading in self.source.heading_to_field}

    def _missing_key(self, table: Table) -> list[str]:
        positions = self._positions(table)
        return [f"{' / '.join(self.source.fields[name])} ({name})" for name in self.source.key if not positions[name]]

    def _positions(self, table: Table) -> dict[str, list[int]]:
        """Field -> where its headings stand in the table, in the order of the declaration."""
        folded = [compact(heading) for heading in table.headings]
        return {
            name: [n for heading in headings for n, found in enumerate(folded) if found == compact(heading)]
            for name, headings in self.source.fields.items()
        }

    def _read_table(self, table: Table, evidence_id: str) -> int:
        positions = {name: found for name, found in self._positions(table).items() if found}
        self._report_columns(table, positions)
        wanted = [n for found in positions.values() for n in found]
        personal: dict[str, tuple[int, int]] = {}  # field -> cells changed, row of the first
        landed = rejected = 0
        first = ""
        for batch in table.read(wanted):
            self.progress(table.name, landed, table.row_count)
            for row_no, reason in batch.rejected:
                self.landing.reject(field="row", url=table.name, row_no=row_no, reason=reason)
            if batch.rejected and not first:
                first = "row {}: {}".format(*batch.rejected[0])
            rejected += len(batch.rejected)
            landed += self._land(batch, positions, personal, table.name, evidence_id)
            if rejected > 100_000:
                _refuse_misfits(table, rejected, landed, first)
        _refuse_misfits(table, rejected, landed, first)
        for name, (count, row_no) in personal.items():
            self.landing.reject(
                field=name, url=table.name, row_no=row_no,
                reason=f"personal identifiers removed from {count} values; this is the first row",
            )  # fmt: skip
        return landed

    def _report_columns(self, table: Table, positions: Mapping[str, Sequence[int]]) -> None:
        """Issues for columns that are missing, stand twice, or are not declared: by name, never by value."""
        row_no = table.header_row or None
        for name, found in positions.items():
            headings = [compact(table.headings[n]) for n in found]
            if len(set(headings)) < len(headings):
                raise FileError(f"{table.name}: the heading {table.headings[found[0]]} ({name}) stands twice")
        for name, declared in self.source.fields.items():
            if name not in positions:
                reason = f"the column {' / '.join(declared)} is missing"
                self.landing.reject(field=name, url=table.name, row_no=row_no, reason=reason)
        ignored = {compact(heading) for heading in self.source.ignore}
        for heading in dict.fromkeys(compact(heading) for heading in table.headings):
            if heading and heading not in ignored | self._known:
                self.landing.reject(
                    field="column", url=table.name, row_no=row_no, value=redact(heading)[:80],
                    reason="the column is not declared; it was not read",
                )  # fmt: skip

    def _land(
        self,
        batch: Batch,
        positions: Mapping[str, Sequence[int]],
        personal: dict[str, tuple[int, int]],
        url: str,
        evidence_id: str,
    ) -> int:
        """Put down a batch without its empty rows; returns how many rows it had."""
        columns: dict[str, pa.Array] = {}
        screened = self.pool.map(_without_personal, batch.columns)
        for name, found in positions.items():
            parts = [next(screened) for _ in found]
            columns[name] = pc.coalesce(*(column for column, _ in parts))
            for _, is_changed in parts:
                if is_changed is not None:
                    changed = batch.row_no.filter(is_changed)
                    count, first = personal.get(name, (0, changed[0].as_py()))
                    personal[name] = (count + len(changed), first)
        is_empty = pa.scalar(True)
        for column in columns.values():
            is_empty = pc.and_(is_empty, pc.is_null(column))
        rows = pa.table({**columns, "row_no": batch.row_no}).filter(pc.invert(is_empty))
        if "asserted_on" in columns and len(self._dates) < 2:
            self._dates.update(pc.unique(rows["asserted_on"]).drop_null().to_pylist())
        if not rows.num_rows:
            return 0
        for name, value in {
            "address": self.source.id, "url": url, "retrieved_at": self.started_at, "evidence_id": evidence_id,
        }.items():  # fmt: skip
            rows = rows.append_column(name, pa.repeat(pa.scalar(value), rows.num_rows))
        self.landing.add_table(rows)
        return int(rows.num_rows)


def _refuse_misfits(table: Table, rejected: int, landed: int, first: str) -> None:
    if rejected > _REJECTED_AT_MOST * (rejected + landed):
        # JSON Lines have no header to be held against.
        fault = (
            f"do not have as many fields as the header in row {table.header_row}" if table.header_row else "do not fit"
        )
        raise FileError(f"{table.name}: {rejected} of {rejected + landed} rows {fault} (the first, {first})")


def _without_personal(column: pa.Array) -> tuple[pa.Array, pa.Array | None]:
    """A text column without personal identifiers, "" as NULL, and a mask of the changed cells if there are any.

    Python looks at those distinct values only in which a number or an address may stand.
    """
    encoded = column.dictionary_encode()
    values = pc.if_else(pc.equal(encoded.dictionary, ""), None, encoded.dictionary)
    suspects = values.filter(pc.match_substring_regex(values, PERSONAL_RE2)).to_pylist()
    redacted = {text: clean for text in suspects if (clean := redact(text)) != text}
    if not redacted:
        return pc.take(values, encoded.indices), None
    index = pc.index_in(values, pa.array(redacted.keys(), pa.string()))
    is_changed = pc.is_valid(index)
    values = pc.if_else(is_changed, pc.take(pa.array(redacted.values(), pa.string()), index), values)
    return pc.take(values, encoded.indices), pc.fill_null(pc.take(is_changed, encoded.indices), False)
