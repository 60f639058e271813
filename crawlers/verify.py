"""Verification: every stored page is read again, offline, and what it says is held against what is stored.

Whatever was altered or is missing is a fault that names what and where. Compared are: the evidence with the digests its
run noted; the entries read there today with raw/; raw/ with the spells and sightings of the warehouse; the run with
what its file in raw/ says of it; requests and questions with the pages that answered them.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from crawlers.base import Question, RegistrySpider
from crawlers.catalog import Faults, find, sources, spiders
from crawlers.evidence import evidence_path, removed
from crawlers.readings import Readings
from crawlers.retention import time_is_over
from crawlers.run import scrapy_settings
from crawlers.shapes import Lookup
from normalize.dates import clean_date
from warehouse.days import day_of
from warehouse.db import Progress, read_sql, silent
from warehouse.errors import WorkspaceError
from warehouse.schema import RAW_FIELD_NAMES, RUN
from warehouse.source import Source
from warehouse.workspace import Workspace, utc_now


@dataclass
class Verdict:
    """What the evidence of one source says of its stored records."""

    source_id: str
    runs: int = 0
    pages: int = 0
    # Files: in their place the entries read of them are kept, and no parser is replayed.
    files: int = 0
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
        if self.files:
            said.append(f"{self.files:,} files kept as the entries read of them; no parser is replayed")
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
            verdicts.append(_Case(workspace, con, known[name], readers.get(name)).verdict())
    return verdicts


@contextmanager
def _opened(workspace: Workspace) -> Iterator[duckdb.DuckDBPyConnection]:
    try:
        with workspace.warehouse(read_only=True) as con:
            yield con
    except duckdb.Error as error:
        raise WorkspaceError(str(error).splitlines()[0]) from None


class _Case:
    """One source: what is stored of it, and what bears it out."""

    def __init__(
        self, workspace: Workspace, con: duckdb.DuckDBPyConnection, source: Source, reader: type[RegistrySpider] | None
    ) -> None:
        self._workspace = workspace
        self._con = con
        self._source = source
        self._reader = reader
        self._verdict = Verdict(source.id)
        self._faults = self._verdict.faults
        self._removed = self._gone()
        # Of each run the row of the table, and what its file in raw/ says: how it knew itself, and how it was judged.
        self._runs = {
            row["run_id"]: row for row in self._select("FROM run WHERE source_id = $source_id ORDER BY run_id")
        }
        self._noted = {
            f"{source.id}/{path.stem}": _noted(path) for path in sorted(workspace.raw(source.id).glob("*.parquet"))
        }

    def verdict(self) -> Verdict:
        """Read everything again, and compare."""
        ((self._verdict.deliveries,),) = self._con.execute(
            "SELECT count(*) FROM delivery WHERE source_id = ?", [self._source.id]
        ).fetchall()
        self._read()
        self._compare_runs()
        self._compare_history()
        if self._reader:
            self._compare_requests()
        return self._verdict

    def _gone(self) -> list[str]:
        """The runs whose evidence was removed by rule. One that the rule keeps yet is a fault."""
        noted = [f"{self._source.id}/{run}" for run in sorted(removed(self._workspace, self._source.id))]
        is_over = time_is_over(self._workspace, self._con, utc_now()) if noted else None
        gone = []
        for run_id in noted:
            if evidence_path(self._workspace, run_id).exists():
                continue
            if is_over and is_over(run_id):
                gone.append(run_id)
            else:
                self._faults.append(f"{run_id}: removed.txt names it, but the time of its evidence is not over")
        self._verdict.removed = len(gone)
        return gone

    def _read(self) -> None:
        readings = Readings(self._workspace, self._source, self._faults)
        if self._reader:
            spider = self._reader()
            spider.settings = scrapy_settings(self._workspace.root)
            for run_id, run in self._runs.items():
                if run["evidence_digest"] and run_id not in self._removed:
                    self._verdict.runs += 1
                    if isinstance(spider, Lookup):
                        # The page of a form is read by what is asked with it.
                        asked = "SELECT province, name, institution FROM question WHERE run_id = ? LIMIT 1"
                        spider.questions = [Question(*row) for row in self._con.execute(asked, [run_id]).fetchall()]
                    readings.read(spider, run_id, run["evidence_digest"])
        replayed, pages = readings.tables()
        self._verdict.pages, self._verdict.files, self._verdict.entries = readings.pages, readings.files, len(replayed)
        self._con.register("replayed", replayed)
        self._con.register("replayed_page", pages)

    def _compare_runs(self) -> None:
        """Hold each run against what its file in raw/ says of it, and that against its requests and pages."""
        for run_id in sorted(self._runs.keys() | self._noted.keys()):
            run, noted = self._runs.get(run_id), self._noted.get(run_id)
            if run is None:
                if not (self._workspace.root / "raw" / f"{run_id}.part").exists():
                    self._faults.append(f"{run_id}: a file in raw/, and no run")
            elif noted is None:
                if run["outcome"] != "failed" or "-died" not in run_id:
                    self._faults.append(f"{run_id}: its file in raw/ is not there")
            else:
                stored = json.loads(json.dumps(run, default=str))
                wrong = [name for name in RUN.columns if stored[name] != noted["row"].get(name)]
                if wrong:
                    self._faults.append(f"{run_id}: {', '.join(wrong)} not as its file in raw/ says")
        counted: dict[str, dict[str, int]] = {run_id: {} for run_id in self._runs}
        for row in self._select(
            "SELECT run_id, outcome, count(*) AS n FROM request WHERE source_id = $source_id GROUP BY ALL"
        ):
            counted.setdefault(row["run_id"], {})[row["outcome"]] = row["n"]
        for run_id, count in counted.items():
            stated = json.loads(self._runs.get(run_id, {}).get("request_counts") or "{}")
            stated.pop("unchanged", None)  # those are not stored
            if count != stated:
                self._faults.append(f"{run_id}: requests are not as many as the run says ({count} stored)")
        self._compare_days()

    def _compare_days(self) -> None:
        """Hold the day a run speaks for against what its pages say; that of a delivery a person may have typed."""
        said = {row["run_id"]: row for row in self._select_named("run_asserted")}
        for run_id, noted in self._noted.items():
            if not self._reader or run_id not in said:
                continue
            if self._source.asserts == "live":
                days = [day_of(datetime.fromisoformat(noted["run"]["started_at"]))]
            elif said[run_id]["is_whole"]:
                days = [day for text in said[run_id]["said"] or [] if (day := _day(text)) is not None]
            else:
                continue  # of a file, or of evidence that was removed
            if noted["run"].get("asserted_on") != (str(min(days)) if days else None):
                told = ", ".join(map(str, days)) or "no day"
                self._faults.append(f"{run_id}: asserted_on is {noted['run'].get('asserted_on')}, its pages say {told}")

    def _compare_history(self) -> None:
        """Hold spells, sightings and raw/ against one another, and raw/ against its pages."""
        told = set()
        for name in ("spell_difference", "sighting_difference"):
            for row in self._select_named(name):
                told.add(row["source_record_id"])
                self._faults.append(f"{row['run_id']}: record {row['source_record_id']} {row['fault']}")
        altered = set()
        if self._reader:
            self._faults += [
                f"{row['evidence_id']}: row {row['row_no']} of {row['url']}, {row['record_key'] or 'without a key'}, "
                "is stored nowhere"
                for row in self._select_named("replayed_missing")
                if row["record_key"] not in told
            ]
            for row in self._select_named("replayed_difference", removed=self._removed):
                altered.add((row["run_id"], row["source_record_id"]))
                self._faults.append(f"{row['run_id']}: record {row['source_record_id']}: {_difference(row)}")
        self._faults += [
            f"{row['run_id']}: record {row['source_record_id']}: {row['field']} not as stored"
            for row in self._select_named("record_altered")
            if (row["run_id"], row["source_record_id"]) not in altered
        ]

    def _compare_requests(self) -> None:
        """Hold requests and questions against the pages that answered them."""
        silent = [
            run_id
            for run_id, noted in self._noted.items()
            if noted["run"].get("outcome") == "complete" and noted["row"].get("outcome") == "partial"
        ]
        for row in self._select_named("request_difference"):
            self._faults.append(f"{row['run_id']}: {row['url']}: {row['evidence_id']} {row['fault']}")
        for row in self._select_named("question_unproved", removed=self._removed):
            self._faults.append(f"{row['run_id']}: question {row['address']} {row['fault']}")
        for row in self._select_named("question_missing", silent=silent):
            self._faults.append(f"{row['run_id']}: question {row['address']}: its page says {row['fault']}")

    def _select_named(self, name: str, **given: object) -> list[dict[str, Any]]:
        return self._select(read_sql("crawlers", name), **given)

    def _select(self, sql: str, **given: object) -> list[dict[str, Any]]:
        found = self._con.execute(sql, {"source_id": self._source.id, **given})
        columns = [name for name, *_ in found.description or ()]
        return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]


def _noted(path: Path) -> dict[str, dict[str, Any]]:
    """What a file of raw/ says of its run."""
    metadata = pq.read_schema(path).metadata or {}
    return {name: json.loads(metadata.get(name.encode(), b"{}")) for name in ("run", "row")}


def _difference(row: dict[str, Any]) -> str:
    """In what a stored record is not as its page."""
    stored, again = row["stored"], row["read_again"]
    if again is None:
        return f"no row {row['row_no']} in {row['evidence_id'] or 'any evidence'}"
    fields = [name for name in (*RAW_FIELD_NAMES, "url", "address") if stored[name] != again[name]]
    fields += ["retrieved_at"] if row["is_misdated"] else []
    return f"{', '.join(fields) or 'its digest'} not as in {row['evidence_id']}, row {row['row_no']}"


def _day(text: str) -> date | None:
    try:
        return clean_date(text)
    except ValueError:
        return None
