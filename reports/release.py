"""A published release opened for reading: its day, its policy, and a DuckDB view per table of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb

from warehouse.days import day_of
from warehouse.db import prepare
from warehouse.errors import WorkspaceError
from warehouse.release import Release, view_release
from warehouse.schema import PUBLISHED


@dataclass(frozen=True)
class OpenRelease:
    """An open release. `con` is in memory and has views only: nothing a report does changes what was published."""

    con: duckdb.DuckDBPyConnection
    release_id: str
    as_of: date
    policy_version: str
    is_simulated: bool  # the manifest's `simulated`: the page then says that nothing in it is real


@contextmanager
def open_release(path: Path) -> Iterator[OpenRelease]:
    """Open the release folder at `path`; raise WorkspaceError where it is not one, or lacks a table.

    A link such as `releases/current` is followed once, so a release published meanwhile does not mix in.
    """
    folder = path.resolve()
    names = ("manifest.json", *(f"{table.name}.parquet" for table in PUBLISHED))
    missing = [name for name in names if not (folder / name).is_file()]
    if missing:
        raise WorkspaceError(f"{path}: not a release, it lacks {', '.join(missing)}")
    manifest = Release.read(folder).manifest
    with duckdb.connect() as con:
        prepare(con)
        view_release(con, folder)
        yield OpenRelease(
            con=con,
            release_id=manifest["release_id"],
            as_of=day_of(datetime.fromisoformat(manifest["as_of"])),
            policy_version=str(manifest["policy_version"]),
            is_simulated=bool(manifest.get("simulated", False)),
        )
