"""A workspace for tests: rows land, are taken in, normalized and reconciled, as on any night."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from normalize.build import normalize
from reconcile import ReconcileResult, reconcile
from warehouse.days import day_of
from warehouse.history import RunResult, take_in
from warehouse.landing import Landing
from warehouse.schema import RAW_FIELD_NAMES
from warehouse.source import Source, declare
from warehouse.workspace import Workspace

SECRET = "0" * 32
DAY_0 = datetime(2026, 3, 1, 2)


def make_source(id: str, tier: str, key: tuple[str, ...] = ("source_key",), **values: Any) -> Source:
    """Declare a source whose headings are our own field names."""
    official = {"delivered_by": "某机关"} if tier in ("national", "provincial") else {}
    about = {"title": id, "publisher": "某单位", "licence": "made up", "fields": {n: n for n in RAW_FIELD_NAMES}}
    return declare("test", id=id, tier=tier, key=key, **(about | official | values))


@dataclass
class Lab:
    """Lands rows of declared sources in a fresh workspace and shows the tables that come of them."""

    root: Path
    sources: dict[str, Source] = field(default_factory=dict)
    secret: str = SECRET

    def __post_init__(self) -> None:
        self._workspace = Workspace.create(self.root / "workspace", secret=self.secret)
        # Held open: the next connection of this process then finds the file read already.
        self._kept: duckdb.DuckDBPyConnection | None = None

    @property
    def workspace(self) -> Workspace:
        """The workspace, its warehouse closed for whoever opens it otherwise: for reading alone, or in a process."""
        if self._kept:
            self._kept.close()
            self._kept = None
        return self._workspace

    def declare(self, id: str, tier: str, key: tuple[str, ...] = ("source_key",), **values: Any) -> Source:
        """Declare a source, as `make_source` does."""
        self.sources[id] = make_source(id, tier, key, **values)
        return self.sources[id]

    def land(
        self,
        source_id: str,
        rows: Iterable[Mapping[str, str | None]],
        *,
        at: int | datetime = 0,
        outcome: str = "complete",
        stated_count: int | None = None,
        asserted_on: date | str | None = None,
        questions: Iterable[Mapping[str, Any]] = (),
        address: str = "list",
    ) -> RunResult:
        """Land one run and take it in. `at`: a time, or days after DAY_0; `questions`: see Landing.asked."""
        when = at if isinstance(at, datetime) else DAY_0 + timedelta(days=at)
        source = self.sources[source_id]
        kind = "lookup" if source.covering == "lookup" else "import"
        landing = Landing(self._workspace, source, kind, when)
        landing.add_rows(rows, address=address, url=f"https://example.org/{source_id}", retrieved_at=when)
        for question in questions:
            landing.asked(asked_at=when, **question)
        said = date.fromisoformat(asserted_on) if isinstance(asserted_on, str) else asserted_on
        if said is None and source.asserts == "live":
            said = day_of(when)
        landing.close(outcome, when, stated_count=stated_count, asserted_on=said)
        with self.open() as con:
            return take_in(self._workspace, con, landing.folder, self.sources)

    def run(self, as_of: int | datetime = 0, **options: Any) -> ReconcileResult:
        """Normalize and reconcile as of a time, or so many days after DAY_0."""
        when = as_of if isinstance(as_of, datetime) else DAY_0 + timedelta(days=as_of)
        with self.open() as con:
            normalize(con, self.sources)
            return reconcile(con, self.sources, when, self.secret, **options)

    @contextmanager
    def open(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """The warehouse, on two threads; read from the disk once."""
        if self._kept is None:
            self._kept = duckdb.connect(str(self._workspace.root / "warehouse.duckdb"))
        with self._workspace.warehouse() as con:
            con.execute("SET threads = 2")
            yield con

    def table(self, select: str) -> list[dict[str, Any]]:
        """Rows of a table, or of a SELECT, in order."""
        sql = select if " " in select else f"SELECT * FROM {select}"
        with self.open() as con:
            cursor = con.execute(f"SELECT * FROM ({sql}) ORDER BY ALL")
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
