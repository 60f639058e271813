"""The same rows of a delivery in another order and in several files make the same derived tables, byte for byte."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from crawlers.catalog import sources
from crawlers.imports import import_files
from normalize.build import normalize
from reconcile import reconcile
from simulator.world import simulate
from warehouse.errors import DeliveryError
from warehouse.history import take_in_all
from warehouse.release import publish
from warehouse.workspace import Workspace

DAYS = (date(2026, 3, 1),)
Split = Callable[[pa.Table], list[pa.Table]]
# What is told of a file and of a place in it differs; all else of these tables does not.
TOLD_BY_PLACE = ("listing", "official_record", "adverse_act", "institution_claim", "issue", "run")
PLACE = {"url", "evidence_id", "row_no", "finished_at"}
SOURCES = (
    "cn_nhc_delivery",
    "cn_zj_register",
    "cn_gd_register",
    "cn_zj_cancellation",
    "cn_haodf_doctor",
    "cn_xywy_search",
)


def build(world: Path, root: Path, split: Split) -> tuple[Path, dict[str, str]]:
    """Import every list, as the tables it is split into; return the release and the digests of its files."""
    workspace = Workspace.create(root, secret="0" * 32)
    declared = sources(workspace)
    for day in DAYS:
        at = datetime.combine(day, time(hour=2))
        for path in (world / "published" / str(day) / f"{source_id}.parquet" for source_id in SOURCES):
            if not path.exists() or not pq.read_metadata(path).num_rows:
                continue
            parts = []
            for n, table in enumerate(split(pq.read_table(path))):
                parts.append(root / f"{day} {path.stem} {n}.parquet")
                pq.write_table(table, parts[-1])
            with suppress(DeliveryError):
                import_files(workspace, declared[path.stem], parts, at)
        with workspace.warehouse() as con:
            take_in_all(workspace, con, declared)
            normalize(con, declared)
    with workspace.warehouse() as con:
        reconcile(con, declared, at, workspace.settings.secret)
        release = publish(workspace, con, at, {})
    manifest = json.loads((release.folder / "manifest.json").read_text(encoding="utf-8"))
    return release.folder, {name: table.get("sha256", "") for name, table in manifest["tables"].items()}


def shuffled(table: pa.Table) -> list[pa.Table]:
    """In another order, in three files; a short list in one."""
    rows = table.take(pa.array(np.random.default_rng(table.num_rows).permutation(table.num_rows)))
    if rows.num_rows < 9:
        return [rows]
    third = rows.num_rows // 3
    return [rows.slice(0, third), rows.slice(third, third), rows.slice(2 * third)]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("world")
    simulate(200, 3, DAYS, out)
    return out


def test_order_and_files_of_a_delivery_leave_no_trace(world: Path, tmp_path: Path) -> None:
    straight, digests = build(world, tmp_path / "straight", lambda table: [table])
    other, others = build(world, tmp_path / "other", shuffled)

    assert {name: others[name] for name in others if name not in TOLD_BY_PLACE} == {
        name: digest for name, digest in digests.items() if name not in TOLD_BY_PLACE
    }
    for name in TOLD_BY_PLACE:
        tables = [pq.read_table(folder / f"{name}.parquet") for folder in (straight, other)]
        kept = [column for column in tables[0].column_names if column not in PLACE]
        first, second = (sorted(map(str, table.select(kept).to_pylist())) for table in tables)
        assert first == second
