"""Nights over HTTP: a small simulated world, its truth deleted, crawled by the real job."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from mingce.nightly import Night, due, run_night
from mingce.pipeline import Pipeline
from simulator.server import serve
from simulator.world import simulate
from warehouse.errors import WorkspaceError
from warehouse.landing import Landing
from warehouse.release import Release
from warehouse.workspace import Workspace

DAYS = (date(2026, 3, 1), date(2026, 4, 15))
DERIVED = ("record", "listing", "link", "registration", "practitioner", "practice_site", "conflict", "institution")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("world")
    simulate(400, 7, DAYS, out)
    shutil.rmtree(out / "truth")
    return out


@contextmanager
def night_of(day: date, world: Path, root: Path) -> Iterator[Pipeline]:
    """The pipeline of a workspace on a simulated day, all traffic sent to the world's sites."""
    with pytest.MonkeyPatch.context() as patch, serve(world, day) as address:
        patch.setenv("MINGCE_SIMULATOR", address)
        patch.setenv("MINGCE_NOW", f"{day}T02:00:00")
        yield Pipeline.of(Workspace.open(root))


def spend(day: date, world: Path, root: Path, *, everything: bool = False) -> Night:
    with night_of(day, world, root) as pipeline:
        for path in sorted((world / "deliveries" / str(day)).glob("*")):
            if not pipeline.workspace.raw(path.stem).exists() or day != DAYS[0]:
                pipeline.import_files(pipeline.sources[path.stem], [path])
        return run_night(pipeline, datetime(day.year, day.month, day.day, 2), everything=everything)


def stored_bytes(root: Path) -> int:
    return sum(p.stat().st_size for name in ("raw", "evidence", "releases") for p in (root / name).rglob("*.*"))


def derived(root: Path) -> dict[str, list[tuple[object, ...]]]:
    with Workspace.open(root).warehouse() as con:
        return {name: con.execute(f"SELECT * FROM {name} ORDER BY ALL").fetchall() for name in DERIVED}


def test_a_source_is_due_again_once_the_day_in_china_has_changed(tmp_path: Path) -> None:
    pipeline = Pipeline.of(Workspace.create(tmp_path))
    before_midnight, midnight = datetime(2026, 3, 1, 15, 59), datetime(2026, 3, 1, 16)
    with pipeline.workspace.warehouse() as con:
        con.execute(
            "INSERT INTO run BY NAME SELECT 'r' AS run_id, 'cn_zj_register' AS source_id, 'crawl' AS kind, "
            "'complete' AS outcome, 0 AS distinct_count, 0 AS new_count, 0 AS gone_count, "
            "$at AS started_at, $at AS finished_at",
            {"at": before_midnight},
        )
    assert "cn_zj_register" not in due(pipeline, before_midnight)
    assert "cn_zj_register" in due(pipeline, midnight)
    assert pipeline.input_digest(before_midnight) != pipeline.input_digest(midnight)


def test_another_version_of_the_rules_publishes_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pipeline, now = Pipeline.of(Workspace.create(tmp_path)), datetime(2026, 3, 1)
    before = pipeline.input_digest(now)
    monkeypatch.setattr("mingce.pipeline.rules_digest", lambda: "another")
    assert pipeline.input_digest(now) != before


def test_a_source_whose_crawl_was_killed_is_due_until_it_cannot_be_gone_on_with(tmp_path: Path) -> None:
    pipeline = Pipeline.of(Workspace.create(tmp_path))
    begun = datetime(2026, 3, 1, 2)
    with pipeline.workspace.warehouse() as con:
        con.execute(
            "INSERT INTO run BY NAME SELECT 'r' AS run_id, 'cn_xywy_search' AS source_id, 'crawl' AS kind, "
            "'complete' AS outcome, 0 AS distinct_count, 0 AS new_count, 0 AS gone_count, "
            "$at AS started_at, $at AS finished_at",
            {"at": begun},
        )
    assert "cn_xywy_search" not in due(pipeline, begun)
    Landing(pipeline.workspace, pipeline.sources["cn_xywy_search"], "crawl", begun)
    assert "cn_xywy_search" in due(pipeline, begun + timedelta(hours=1))
    assert "cn_xywy_search" not in due(pipeline, begun + timedelta(days=1))


def test_nights_from_sites_to_releases(world: Path, tmp_path: Path) -> None:
    root = tmp_path / "w"
    workspace = Workspace.create(root)

    first = spend(DAYS[0], world, root)
    outcomes = {run.source_id: run.outcome for run in first.runs}
    crawled = {s.id for s in Pipeline.of(workspace).sources.values() if s.domains}
    # There is nothing to ask a look-up source before the first reconcile.
    assert outcomes == dict.fromkeys(crawled - {"cn_nhc_query", "cn_nhc_unit"}, "complete")
    assert first.release is not None
    listed = (
        pq.read_table(first.release.folder / "listing.parquet").group_by("source_id").aggregate([([], "count_all")])
    )
    for row in listed.to_pylist():
        published = world / "published" / str(DAYS[0]) / f"{row['source_id']}.parquet"
        assert row["count_all"] == pq.read_metadata(published).num_rows, row

    # A second run over unchanged sites: stores nothing, changes no derived row, publishes nothing. (The register
    # behind the look-up is asked something new each time, so it is left out.)
    config = root / "mingce.toml"
    config.write_text(config.read_text(encoding="utf-8").replace("night = 300", "night = 0"), encoding="utf-8")
    size, rows = stored_bytes(root), derived(root)
    again = spend(DAYS[0], world, root, everything=True)
    assert again.release is None
    assert [(run.outcome, run.new_count, run.gone_count) for run in again.runs] == [("complete", 0, 0)] * len(outcomes)
    assert {name: derived(root)[name] == rows[name] for name in DERIVED} == dict.fromkeys(DERIVED, True)
    # A run of a source that brought nothing is a small file.
    assert stored_bytes(root) - size < 2_000 * len(outcomes)

    # The next night the look-up source is asked what was left open, and one platform blocks us: said so, and
    # nothing of it is taken to be gone.
    config.write_text(config.read_text(encoding="utf-8").replace("night = 0", "night = 40"), encoding="utf-8")
    second = spend(DAYS[1], world, root)
    assert {run.source_id: run.outcome for run in second.runs}["cn_haodf_doctor"] == "blocked"
    with workspace.warehouse() as con:
        asked = con.execute(
            "SELECT source_id, count(*) FROM question WHERE outcome IN ('answer', 'empty') GROUP BY ALL ORDER BY ALL"
        ).fetchall()
    assert asked == [("cn_nhc_query", 40), ("cn_nhc_unit", 40)]
    assert not second.is_healthy
    assert second.release is not None
    with workspace.warehouse() as con:
        closed = con.execute("SELECT count(*) FROM spell WHERE source_id = 'cn_haodf_doctor' AND closed_as = 'gone'")
        assert closed.fetchall() == [(0,)]

    # A night that fails publishes nothing; what was read stays.
    (root / "institutions.csv").write_text("alias,institution,province\n市一,,浙江\n", encoding="utf-8")
    with (
        night_of(DAYS[1], world, root) as pipeline,
        pytest.raises(WorkspaceError, match=r"institutions\.csv, row 2"),
    ):
        run_night(pipeline, datetime(2026, 4, 16, 2), everything=True)
    current = Release.current(workspace)
    assert current is not None
    assert current.folder == second.release.folder
    assert (root / "releases" / "current").readlink().name == current.release_id
