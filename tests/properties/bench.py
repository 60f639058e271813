"""The bench: histories go through the whole pipeline in one database in memory, wiped between two of them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from normalize.build import normalize
from reconcile import ReconcileResult, reconcile
from reconcile.past import judge, past_of_all
from tests.oracle import disagreements
from tests.properties.declared import SOURCES
from tests.properties.histories import AS_OF, Visit
from warehouse.db import build, connect
from warehouse.history import take_in
from warehouse.landing import Landing
from warehouse.schema import DERIVED, HISTORY, LANDED, PUBLISHED
from warehouse.workspace import Workspace, view_raw

_TIERS = "source_id IN (SELECT source_id FROM source WHERE tier IN ('national', 'provincial'))"
_OFFICIAL = {
    "registration": "FROM registration",
    "practitioner": "FROM practitioner",
    "practice_site": "FROM practice_site",
    "institution": "FROM institution",
    "institution_alias": "FROM institution_alias WHERE relation IN ('official', 'user')",
    "link": f"FROM link WHERE {_TIERS}",
}


class Bench:
    """One workspace whose warehouse is in memory."""

    def __init__(self, root: Path) -> None:
        workspace = Workspace.create(root, secret="0" * 32)
        # Lists of these histories are a few entries long, and some become empty in earnest.
        settings = workspace.settings.model_copy(update={"may_shrink": tuple(SOURCES)})
        self.workspace = replace(workspace, settings=settings)
        self.con = connect()
        self.con.execute("SET threads = 1")

    def wipe(self) -> None:
        """Forget every history: as a new workspace."""
        kept = {table.name for table in (*HISTORY, *DERIVED)}
        for name, kind in self.con.execute(
            "SELECT table_name, table_type FROM information_schema.tables WHERE table_schema = 'main'"
        ).fetchall():
            if kind == "VIEW":
                self.con.execute(f"DROP VIEW IF EXISTS {name}")
            elif name in kept:
                self.con.execute(f"DELETE FROM {name}")
            else:
                self.con.execute(f"DROP TABLE IF EXISTS {name}")
        for path in (self.workspace.root / "raw").glob("*/*.parquet"):
            path.unlink()
        (self.workspace.root / "judgements.csv").unlink(missing_ok=True)
        view_raw(self.con, self.workspace.root / "raw")

    def land(self, visit: Visit) -> Path:
        """Put a run down as a crawl or an import would; returns the landing's folder."""
        source = SOURCES[visit.source_id]
        is_lookup = source.covering == "lookup"
        landing = Landing(self.workspace, source, "lookup" if is_lookup else "crawl", visit.at)
        for start in range(0, len(visit.entries), visit.batch):
            batch = []
            for key, row in visit.entries[start : start + visit.batch]:
                address = f"question {key}" if is_lookup else "list"
                if row:
                    how = {"source_key": key, "address": address, "url": address, "retrieved_at": visit.at}
                    batch.append({**row, **how})
                if is_lookup:
                    landing.asked(address=address, asked_at=visit.at, outcome="answer" if row else "empty")
            landing.add_table(pa.Table.from_pylist(batch, schema=LANDED.arrow()))
        listed = len({(key, tuple(row.items())) for key, row in visit.entries if row})
        landing.close(
            visit.outcome,
            visit.at,
            asserted_on=visit.asserted_on,
            stated_count=listed if visit.states_total and not is_lookup else None,
        )
        return landing.folder

    def take_in(self, visits: Iterable[Visit]) -> None:
        """Land runs and take each into history."""
        for visit in visits:
            take_in(self.workspace, self.con, self.land(visit), SOURCES)

    def reconcile(
        self,
        as_of: datetime = AS_OF,
        *,
        full: bool = False,
        fit: bool = False,
        policy: Path | None = None,
        past: bool = False,
    ) -> ReconcileResult:
        """Normalize and reconcile what history holds; with `registration_history`, a fifth of the work, if `past`."""
        normalize(self.con, SOURCES)
        judgements = self.workspace.root / "judgements.csv"
        secret = self.workspace.settings.secret
        with pytest.MonkeyPatch.context() as patch:
            if not past:
                patch.setattr("reconcile.build.history_since", lambda con: (False, None))
            return reconcile(self.con, SOURCES, as_of, secret, judgements=judgements, full=full, fit=fit, policy=policy)

    def run(self, visits: Iterable[Visit], *, past: bool = False) -> "Bench":
        """From nothing to the published tables."""
        self.wipe()
        self.take_in(visits)
        self.reconcile(past=past)
        return self

    def rows(self, table: str, where: str = "true") -> list[dict[str, Any]]:
        """Rows of a table, ordered."""
        rows: list[dict[str, Any]] = self.table(f"SELECT * FROM {table} WHERE {where}").to_pylist()
        return rows

    def table(self, select: str) -> pa.Table:
        """A SELECT's rows, ordered by all columns."""
        return self.con.sql(f"{select} ORDER BY ALL").to_arrow_table()

    def published(self) -> dict[str, pa.Table]:
        """Every published table; without the row of the page, which is the page's affair."""
        return {t.name: self.table(f"SELECT COLUMNS(lambda c: c <> 'row_no') FROM {t.name}") for t in PUBLISHED}

    def derived(self) -> dict[str, pa.Table]:
        """What reconciling makes of history, but for when something was last seen."""
        names = sorted({t.name for t in PUBLISHED} - {t.name for t in (*HISTORY, *DERIVED)})
        return {name: self.table(f"SELECT COLUMNS(lambda c: c <> 'last_seen_at') FROM {name}") for name in names}

    def official(self) -> dict[str, pa.Table]:
        """What no lower source may change: registers, institutions and the links of official records."""
        return {name: self.table(select) for name, select in _OFFICIAL.items()}

    def history_on(self, days: Sequence[date]) -> pa.Table:
        """What the history of registrations says of some days."""
        return self.table(
            "SELECT day, * EXCLUDE (day, practitioner_id, valid_from, valid_to) FROM registration_history "
            f"JOIN (SELECT unnest({[str(day) for day in days]}::DATE[]) AS day) "
            "ON day >= valid_from AND coalesce(day <= valid_to, true)"
        )

    def judged_on(self, days: Sequence[date]) -> pa.Table:
        """The same, worked out anew for everybody and every one of the days."""
        with past_of_all(self.con):
            self.con.execute(
                f"CREATE TABLE moment AS SELECT *, unnest({[str(day) for day in days]}::DATE[]) AS day FROM person"
            )
            judge(self.con)
            build(self.con, "reconcile.past", ["state"])
            return self.con.sql("SELECT day, registration_id, so.* FROM state ORDER BY ALL").to_arrow_table()

    def disagreements(self) -> list[str]:
        """Rows of official tables that only the oracle has, or only we."""
        return disagreements(self.con, AS_OF.date(), self.workspace.settings.secret)
