"""Reconcile what changed against reconciling everything: seconds and CPU, and whether every table is the same.

python -m benchmarks.refresh [PHYSICIANS [SEED]] prints one table. One record: one entry of a platform, then one of a
register, says something new. One in a hundred: of every list, and no other entry is read. A night, a week: all lists a
day later and all lists a week later are delivered whole. Each change is reconciled as it comes, then everything anew
under the same model.
"""

import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

import duckdb

from benchmarks import heading
from benchmarks.reconcile import DAY, settings
from benchmarks.truth import read_day
from crawlers.catalog import sources
from normalize.build import normalize
from reconcile import STEPS, reconcile
from simulator.world import simulate
from warehouse.history import take_in
from warehouse.landing import Landing
from warehouse.schema import RAW_FIELD_NAMES
from warehouse.workspace import Workspace

NIGHTS = (DAY, DAY + timedelta(days=1), DAY + timedelta(days=8))
_COLUMNS = (
    "change",
    "new contents",
    "rows changed",
    "refresh s",
    "CPU s",
    "full s",
    "CPU s",
    "share of CPU",
    "tables differ",
)


def change(workspace: Workspace, con: duckdb.DuckDBPyConnection, source_id: str, at: datetime, one_in: int = 0) -> None:
    """Take in a run that read one entry in so many of a source (0: a single one), each of which says something new."""
    declared = sources(workspace)
    names = [name for name in RAW_FIELD_NAMES if name in declared[source_id].fields]
    field = next(name for name in ("department", "scope", "title", "institution") if name in names)
    rows = con.execute(
        f"SELECT {', '.join(names)} FROM raw_record "
        "SEMI JOIN spell USING (source_id, source_record_id, content_digest) "
        f"WHERE source_id = $source AND sighting = 'content' AND {field} IS NOT NULL "
        f"AND hash(source_record_id) % {one_in or 1} = 0 ORDER BY source_record_id {'' if one_in else 'LIMIT 1'}",
        {"source": source_id},
    ).fetchall()
    others = con.execute(
        f"SELECT DISTINCT {field} FROM raw_record WHERE source_id = $source AND {field} IS NOT NULL ORDER BY 1 LIMIT 2",
        {"source": source_id},
    ).fetchall()
    if len(others) < 2:
        return  # It shows nothing, or the same of everybody.
    entries = [dict(zip(names, row, strict=True)) for row in rows]
    for entry in entries:
        entry[field] = next(other for (other,) in others if other != entry[field])
    landing = Landing(workspace, declared[source_id], "crawl", at)
    landing.add_rows(entries, address="some", url="https://example.org/some", retrieved_at=at)
    landing.close("partial", at)
    take_in(workspace, con, landing.folder, declared)


def digests(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """A digest of each table's rows in any order; events and memos aside."""
    found = {}
    for step in STEPS:
        if step.kind in {"table", "view"}:
            [[found[step.name]]] = con.execute(
                f"SELECT coalesce(sum(hash(t)::HUGEINT), 0) FROM main.{step.name} AS t"
            ).fetchall()
    return found


def compare(workspace: Workspace, what: str, at: datetime) -> None:
    """Reconcile what changed, then everything; print a line of the table."""
    declared, secret = sources(workspace), workspace.settings.secret
    with workspace.warehouse() as con:
        normalize(con, declared)
        [[contents]] = con.execute(
            "SELECT count(*) FROM spell ANTI JOIN reconciled_run ON run_id = opened_run_id"
        ).fetchall()
        costs, found = [], []
        for full in (False, True):
            wall, cpu = time.perf_counter(), time.process_time()
            result = reconcile(con, declared, at, secret, full=full)
            costs += [time.perf_counter() - wall, time.process_time() - cpu]
            found.append(digests(con))
            if not full:
                changed = sum(n for name, n in (result.changed or {}).items() if name in found[-1])
    differing = [name for name in found[0] if found[0][name] != found[1][name]]
    words = [what, f"{contents:,}", f"{changed:,}", *(f"{cost:.1f}" for cost in costs),
             f"{costs[1] / costs[3]:.1%}", ", ".join(differing) or "none"]  # fmt: skip
    print(f"| {' | '.join(words)} |", flush=True)


def main(physicians: int, seed: int) -> None:
    """Print the table."""
    print(heading(f"python -m benchmarks.refresh {physicians} {seed}", _COLUMNS))
    with tempfile.TemporaryDirectory() as folder:
        world, root = Path(folder, "world"), Path(folder, "workspace")
        simulate(physicians, seed, NIGHTS, world, settings=settings())
        workspace = Workspace.create(root)
        at = read_day(world, workspace, NIGHTS[0])
        with workspace.warehouse() as con:
            reconcile(con, sources(workspace), at, workspace.settings.secret)
            at += timedelta(hours=1)
            change(workspace, con, "cn_haodf_doctor", at)
        compare(workspace, "one entry of a platform", at)
        with workspace.warehouse() as con:
            at += timedelta(hours=1)
            change(workspace, con, "cn_nhc_delivery", at)
        compare(workspace, "one entry of a register", at)
        with workspace.warehouse() as con:
            for source in sources(workspace).values():
                if source.covering == "listing" and source.subject == "physician" and not source.is_act:
                    at += timedelta(seconds=1)
                    change(workspace, con, source.id, at, one_in=100)
        compare(workspace, "one entry in a hundred of every list", at)
        for day, name in zip(NIGHTS[1:], ("a night", "a week"), strict=True):
            at = read_day(world, workspace, day)
            compare(workspace, f"{name}, all lists whole", at)


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 200_000, int(sys.argv[2]) if sys.argv[2:] else 31)
