"""Landing: what a crawl or an import reads is put down here, before history takes it in.

A landing is the folder raw/SOURCE/RUN.part: landed.parquet (schema.LANDED and the record's key), request.parquet,
question.parquet, issue.parquet and run.json, which is written last. A folder without run.json is a run that died.

Requests are noted line by line in request.jsonl as they are answered, so that a crawl that was killed can go on: for
a day after its last note its landing waits to be resumed, and history leaves it alone. A landing that is resumed is
built anew; what was noted before stands in held.jsonl until the run ends. After that day, and an import that died at
once, `history.take_in` records it as failed and reads nothing from it.
"""

import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, TextIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json as pj
import pyarrow.parquet as pq

from warehouse.schema import ISSUE, LANDED, QUESTION, REQUEST, Table
from warehouse.source import Source
from warehouse.waiting import NOTES, as_text, hold_notes
from warehouse.workspace import Workspace

_KEYED = LANDED.arrow().append(pa.field("record_key", pa.string()))
_BATCH_ROWS = 20_000
_QUESTIONS = "questions.json"


@dataclass(frozen=True)
class RunNote:
    """How a run went, as its lander knows it; `outcome` is one of schema.RUN_OUTCOMES."""

    run_id: str
    source_id: str
    kind: str
    started_at: datetime
    finished_at: datetime
    outcome: str
    reason: str | None = None
    # 数据截止日期 the list states for itself; for a live register the run's day. None: it states none.
    asserted_on: date | None = None
    # The total the site states, in entries. None: it states none.
    stated_count: int | None = None
    # `asserted_on` of the rows says that one date in all of them: it is no content of the entries.
    is_list_dated: bool = False
    # sha256 of the run's WARC; None if it kept no evidence.
    evidence_digest: str | None = None
    # Delivered files that were read: columns of schema.DELIVERY without source and run.
    deliveries: Sequence[Mapping[str, Any]] = ()

    def write(self, folder: Path) -> None:
        """Write run.json, which makes the landing whole."""
        text = json.dumps(asdict(self), ensure_ascii=False, default=str)
        temporary = folder / "run.json.tmp"
        temporary.write_text(text, encoding="utf-8")
        temporary.rename(folder / "run.json")

    @classmethod
    def read(cls, folder: Path) -> "RunNote":
        """Read run.json back."""
        values = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        for name in ("started_at", "finished_at"):
            values[name] = datetime.fromisoformat(values[name])
        if values["asserted_on"]:
            values["asserted_on"] = date.fromisoformat(values["asserted_on"])
        return cls(**values)


@dataclass
class Landing:
    """Collects one run of one source; memory holds one batch of rows at most."""

    workspace: Workspace
    source: Source
    kind: str
    started_at: datetime
    # The folder of a run that died, to go on with it.
    resumed: Path | None = None
    run_id: str = ""
    _rows: list[dict[str, Any]] = field(default_factory=list)
    _notes: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    _writer: pq.ParquetWriter | None = None
    _requests: TextIO | None = None

    def __post_init__(self) -> None:
        """Choose the run id, free in this workspace, and make the folder; or clear the one that is resumed."""
        if self.resumed:
            self.folder = self.resumed
            self.run_id = f"{self.source.id}/{self.folder.stem}"
            hold_notes(self.folder)
            for path in self.folder.glob("*.parquet"):
                path.unlink()
            return
        # A run that died has no raw records, but what it read may be kept as evidence.
        kept = (self.workspace.raw(self.source.id), self.workspace.evidence(self.source.id))
        stem = f"{self.started_at:%Y%m%dT%H%M%SZ}"
        name, n = stem, 1
        while any(True for folder in kept for _ in folder.glob(f"{name}.*")):
            n += 1
            name = f"{stem}-{n}"
        self.run_id = f"{self.source.id}/{name}"
        self.folder = kept[0] / f"{name}.part"
        self.folder.mkdir(parents=True)
        if self.kind != "import":
            # From now on it can be gone on with.
            (self.folder / NOTES).touch()

    def add_rows(
        self, rows: Iterable[Mapping[str, str | None]], *, address: str, url: str, retrieved_at: datetime,
        evidence_id: str | None = None,
    ) -> int:  # fmt: skip
        """Put down the entries of one page: dicts of raw fields. Returns how many."""
        count = 0
        for count, row in enumerate(rows, start=1):
            self._rows.append(
                {**row, "address": address, "url": url, "row_no": count, "retrieved_at": retrieved_at,
                 "evidence_id": evidence_id}
            )  # fmt: skip
        if len(self._rows) >= _BATCH_ROWS:
            self._flush()
        return count

    def add_table(self, table: pa.Table) -> None:
        """Put down a batch of entries: columns of schema.LANDED, missing raw fields taken as NULL."""
        keyed = with_keys(self.source, table)
        if self._writer is None:
            self._writer = pq.ParquetWriter(self.folder / "landed.parquet", _KEYED, compression="lz4")
        self._writer.write_table(keyed)

    def fetched(self, **values: Any) -> None:
        """Note what came of one request, for good: columns of schema.REQUEST without source and run."""
        if self._requests is None:
            self._requests = (self.folder / NOTES).open("a", encoding="utf-8")
        line = json.dumps(self._row(REQUEST, values), ensure_ascii=False, default=as_text)
        self._requests.write(f"{line}\n")
        self._requests.flush()

    def asked(self, **values: Any) -> None:
        """Note one question to a look-up source: columns of schema.QUESTION without source and run."""
        self._note(QUESTION, values)

    @property
    def questions(self) -> list[list[str]] | None:
        """What the run was to ask, if it is one of a look-up source and was resumed."""
        path = self.folder / _QUESTIONS
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None

    def will_ask(self, questions: Sequence[Sequence[str]]) -> None:
        """Note what the run is to ask, before it asks anything."""
        (self.folder / _QUESTIONS).write_text(json.dumps(questions, ensure_ascii=False), encoding="utf-8")

    def reject(self, *, field: str, reason: str, **values: Any) -> None:
        """Note an issue: a column or row that could not be used. Columns of schema.ISSUE."""
        self._note(ISSUE, {"field": field, "reason": reason, **values})

    def close(self, outcome: str, finished_at: datetime, **note: Any) -> RunNote:
        """Write everything and, last, run.json. `note` holds further fields of RunNote."""
        self._flush()
        if self._writer is not None:
            self._writer.close()
        self._write_requests()
        for table in (QUESTION, ISSUE):
            self._write_notes(table)
        done = RunNote(
            run_id=self.run_id, source_id=self.source.id, kind=self.kind, started_at=self.started_at,
            finished_at=finished_at, outcome=outcome, **note,
        )  # fmt: skip
        done.write(self.folder)
        return done

    def discard(self) -> None:
        """Forget everything: for a file that turned out unreadable, before anything was stored."""
        if self._writer is not None:
            self._writer.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _flush(self) -> None:
        if self._rows:
            rows, self._rows = self._rows, []
            self.add_table(table_of(rows))

    def _row(self, table: Table, values: dict[str, Any]) -> dict[str, Any]:
        row = {"source_id": self.source.id, "run_id": self.run_id, **values}
        unknown = row.keys() - set(table.columns)
        if unknown:
            raise TypeError(f"{table.name} has no column {', '.join(sorted(unknown))}")
        return row

    def _note(self, table: Table, values: dict[str, Any]) -> None:
        self._notes.setdefault(table.name, []).append(self._row(table, values))

    def _write_requests(self) -> None:
        """Turn request.jsonl into request.parquet, a block at a time."""
        if self._requests is None:
            return  # nothing was asked
        self._requests.close()
        schema = REQUEST.arrow()
        with (
            pj.open_json(self.folder / NOTES, parse_options=pj.ParseOptions(explicit_schema=schema)) as batches,
            pq.ParquetWriter(self.folder / "request.parquet", schema) as writer,
        ):
            for batch in batches:
                writer.write_batch(batch.select(schema.names).cast(schema))

    def _write_notes(self, table: Table) -> None:
        rows = self._notes.get(table.name)
        if rows:
            pq.write_table(pa.Table.from_pylist(rows, schema=table.arrow()), self.folder / f"{table.name}.parquet")


def with_keys(source: Source, table: pa.Table) -> pa.Table:
    """Entries as they land: all columns of schema.LANDED, the source's constants filled in, and `record_key`."""
    count, constants = table.num_rows, source.constants
    columns = {
        f.name: table[f.name]
        if f.name in table.column_names
        else pa.repeat(pa.scalar(constants.get(f.name), f.type), count)
        for f in LANDED.arrow()
    }
    landed = pa.table(columns).cast(LANDED.arrow())
    parts = [pc.fill_null(pc.utf8_trim_whitespace(landed[name]), "") for name in source.key]
    key = pc.binary_join_element_wise(*parts, "|")
    empty = "|" * (len(parts) - 1)
    return landed.append_column("record_key", pc.if_else(pc.equal(key, empty), "", key)).cast(_KEYED)


def table_of(rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Rows as a table with the columns that occur, so that constants can fill the rest."""
    occurring = {name for row in rows for name in row}
    unknown = occurring - set(LANDED.columns)
    if unknown:
        raise TypeError(f"no raw field {', '.join(sorted(unknown))}")
    schema = pa.schema([f for f in LANDED.arrow() if f.name in occurring])
    return pa.Table.from_pylist(list(rows), schema=schema)
