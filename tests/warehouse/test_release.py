"""A release appears whole or not at all, and links what did not change."""

import shutil
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pyarrow.parquet as pq
import pytest

from warehouse.db import connect
from warehouse.release import Release, publish
from warehouse.schema import PUBLISHED, RELEASED
from warehouse.workspace import Settings, Workspace

DAY_1, DAY_2 = datetime(2026, 3, 1, 2), datetime(2026, 3, 2, 2)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path, secret="0" * 32)


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    con = connect()
    for table in PUBLISHED:
        con.execute(table.ddl())
    con.execute(
        "INSERT INTO practitioner BY NAME SELECT 'p1' AS practitioner_id, '王小明' AS name, "
        "1 AS registration_count, 1 AS active_count, DATE '2026-03-01' AS as_of"
    )
    return con


def test_current_points_at_a_whole_release(workspace: Workspace, con: duckdb.DuckDBPyConnection) -> None:
    release = publish(workspace, con, DAY_1, {"policy_version": "v1"})
    assert (workspace.releases / "current").resolve() == release.folder
    assert sorted(p.stem for p in release.folder.glob("*.parquet")) == sorted(t.name for t in RELEASED)
    assert release.manifest["policy_version"] == "v1"
    assert release.manifest["changes"]["practitioner"] == {"added": 1, "removed": 0, "changed": 0}


def test_published_columns_are_the_contract(workspace: Workspace, con: duckdb.DuckDBPyConnection) -> None:
    release = publish(workspace, con, DAY_1, {})
    for table in RELEASED:
        assert tuple(pq.read_schema(release.folder / f"{table.name}.parquet").names) == table.columns


def test_a_failure_leaves_the_old_release_and_no_rest(workspace: Workspace, con: duckdb.DuckDBPyConnection) -> None:
    first = publish(workspace, con, DAY_1, {})
    con.execute("DROP TABLE conflict")
    with pytest.raises(duckdb.CatalogException):
        publish(workspace, con, DAY_2, {})
    assert Release.current(workspace) == first
    assert sorted(p.name for p in workspace.releases.iterdir()) == [first.release_id, "current"]


def test_what_is_written_beside_the_tables_is_there_before_readers_see_the_release(
    workspace: Workspace, con: duckdb.DuckDBPyConnection
) -> None:
    def write(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
        assert Release.current(workspace) is None
        ((name,),) = con.execute("SELECT name FROM practitioner").fetchall()
        (folder / "names.txt").write_text(name, encoding="utf-8")

    release = publish(workspace, con, DAY_1, {}, write_beside=write)
    assert (release.folder / "names.txt").read_text(encoding="utf-8") == "王小明"


def test_unchanged_tables_are_links_and_clock_columns_are_no_change(
    workspace: Workspace, con: duckdb.DuckDBPyConnection
) -> None:
    first = publish(workspace, con, DAY_1, {})
    con.execute("UPDATE practitioner SET as_of = DATE '2026-03-02'")
    second = publish(workspace, con, DAY_2, {})
    assert second.manifest["changes"]["practitioner"] == {"added": 0, "removed": 0, "changed": 0}
    assert (second.folder / "listing.parquet").samefile(first.folder / "listing.parquet")
    assert not (second.folder / "practitioner.parquet").samefile(first.folder / "practitioner.parquet")


def test_where_no_link_can_be_made_a_release_has_files_of_its_own(
    workspace: Workspace, con: duckdb.DuckDBPyConnection
) -> None:
    first = publish(workspace, con, DAY_1, {})
    with TemporaryDirectory(dir="/dev/shm") as other_device:
        if Path(other_device).stat().st_dev == workspace.releases.stat().st_dev:
            pytest.skip("/dev/shm is no device of its own")
        moved = shutil.move(first.folder, other_device)
        first.folder.symlink_to(moved)
        second = publish(workspace, con, DAY_2, {})
        assert (second.folder / "listing.parquet").read_bytes() == Path(moved, "listing.parquet").read_bytes()
        assert not (second.folder / "listing.parquet").samefile(Path(moved, "listing.parquet"))


def test_a_table_that_vanished_from_the_release_before_is_an_error(
    workspace: Workspace, con: duckdb.DuckDBPyConnection
) -> None:
    first = publish(workspace, con, DAY_1, {})
    (first.folder / "listing.parquet").unlink()
    with pytest.raises(FileNotFoundError, match=r"listing\.parquet"):
        publish(workspace, con, DAY_2, {})
    assert sorted(p.name for p in workspace.releases.iterdir()) == [first.release_id, "current"]


def test_changes_name_the_row(workspace: Workspace, con: duckdb.DuckDBPyConnection) -> None:
    publish(workspace, con, DAY_1, {})
    con.execute("UPDATE practitioner SET name = '王晓明'")
    release = publish(workspace, con, DAY_2, {})
    assert pq.read_table(release.folder / "change.parquet").to_pylist() == [
        {"table_name": "practitioner", "key": "p1", "change": "changed"}
    ]


def test_old_releases_are_removed_beyond_the_setting(workspace: Workspace, con: duckdb.DuckDBPyConnection) -> None:
    two = Workspace(workspace.root, Settings(secret="0" * 32, keep_releases=2))
    names = [publish(two, con, datetime(2026, 3, day), {}).release_id for day in (1, 2, 3)]
    assert sorted(p.name for p in two.releases.iterdir()) == [*names[1:], "current"]
