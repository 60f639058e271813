"""Releases: written once, switched by one rename; a reader never sees half of one.

A release is a folder of Parquet files and manifest.json. `releases/current` is a symbolic link that is replaced
atomically, once the release is on the disk. A table whose bytes are those of the release before is a hard link to it
where the file system can, so a night without news costs next to no disk.
"""

import errno
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from warehouse.db import Progress, read_sql, silent
from warehouse.schema import (
    CHANGE,
    CLAIM,
    CONFLICT,
    INSTITUTION,
    INSTITUTION_CLAIM,
    ISSUE,
    LINK,
    LISTING,
    PRACTICE_SITE,
    PRACTITIONER,
    PUBLISHED,
    QUESTION,
    REGISTRATION,
    SUPPRESSED_LISTING,
    SUPPRESSED_QUESTION,
    Table,
)
from warehouse.workspace import Workspace

# What a file system answers that cannot make this link: another device, no such links at all, too many of them.
_NO_LINK = frozenset({errno.EXDEV, errno.EPERM, errno.EMLINK, errno.ENOTSUP})
# Columns that move with the clock though nothing was learnt; they do not count as a change.
_CLOCK_COLUMNS = frozenset({"last_seen_at", "age_days", "as_of"})
# Tables whose rows people follow from night to night.
_FOLLOWED = (LISTING, LINK, REGISTRATION, PRACTITIONER, PRACTICE_SITE, CONFLICT, INSTITUTION)
# History that stays ours: what of it is about listings that a person had removed is not published.
_SUPPRESSED = {ISSUE.name: SUPPRESSED_LISTING, QUESTION.name: SUPPRESSED_QUESTION}


@dataclass(frozen=True)
class Release:
    """A published release: its folder and its manifest."""

    folder: Path
    manifest: Mapping[str, Any]

    @property
    def release_id(self) -> str:
        """The folder's name."""
        return self.folder.name

    @classmethod
    def current(cls, workspace: Workspace) -> "Release | None":
        """The release that readers see; None before the first."""
        link = workspace.releases / "current"
        if not link.exists():
            return None
        return cls.read(link.resolve())

    @classmethod
    def read(cls, folder: Path) -> "Release":
        """Read a release's manifest."""
        return cls(folder, json.loads((folder / "manifest.json").read_text(encoding="utf-8")))


def publish(
    workspace: Workspace,
    con: duckdb.DuckDBPyConnection,
    as_of: datetime,
    notes: Mapping[str, Any],
    *,
    write_beside: Callable[[duckdb.DuckDBPyConnection, Path], None] | None = None,
    progress: Progress = silent,
) -> Release:
    """Write the published tables as a new release and switch `current` to it.

    `notes` goes into the manifest as it is. `write_beside` is given the connection and the folder once the tables are
    in it, and may write further files there (lookup.sqlite) before readers see any of it. A failure leaves `current`
    as it was, and nothing of a release that was not whole; what a killed one left, the next removes.
    """
    before = Release.current(workspace)
    release_id = _free_id(workspace, as_of)
    for leftover in workspace.releases.glob(".*.building"):
        shutil.rmtree(leftover)
    building = workspace.releases / f".{release_id}.building"
    building.mkdir(parents=True)
    try:
        tables: dict[str, dict[str, Any]] = {}
        for done, table in enumerate(PUBLISHED):
            progress(table.name, done, len(PUBLISHED))
            tables[table.name] = _write(con, building, table, before)
        progress(CHANGE.name, len(PUBLISHED), len(PUBLISHED))
        changes = _write_changes(con, building, before)
        tables[CHANGE.name] = {"rows": changes.pop("rows")}
        manifest = {
            "release_id": release_id,
            "as_of": as_of.isoformat(),
            "previous": before.release_id if before else None,
            "tables": tables,
            "changes": changes,
            **notes,
        }
        if write_beside:
            write_beside(con, building)
        (building / "manifest.json").write_text(
            json.dumps(manifest, ensure_ascii=False, indent=1, default=str), encoding="utf-8"
        )
        for path in (*building.rglob("*"), building):
            _flush(path)
        final = workspace.releases / release_id
        building.rename(final)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
    _switch(workspace, final)
    _retire_old(workspace, release_id)
    return Release(final, manifest)


def view_release(con: duckdb.DuckDBPyConnection, folder: Path) -> list[str]:
    """Define a view for every table of a release, and `claim`, which is made of them. Returns their names."""
    names = []
    for path in sorted(folder.glob("*.parquet")):
        quoted = str(path).replace("'", "''")
        con.execute(f"CREATE OR REPLACE VIEW {path.stem} AS SELECT * FROM read_parquet('{quoted}')")
        names.append(path.stem)
    # A release from before the schema had them does not hold what claims are made of.
    if INSTITUTION_CLAIM.name in names:
        con.execute(f"CREATE OR REPLACE VIEW {CLAIM.name} AS {read_sql('warehouse', CLAIM.name)}")
        names.append(CLAIM.name)
    return names


def _free_id(workspace: Workspace, as_of: datetime) -> str:
    stem = f"{as_of:%Y%m%dT%H%M%SZ}"
    name, n = stem, 1
    while (workspace.releases / name).exists():
        n += 1
        name = f"{stem}-{n}"
    return name


def _write(con: duckdb.DuckDBPyConnection, building: Path, table: Table, before: Release | None) -> dict[str, Any]:
    """Write a table's declared columns in the order of its key; note its rows and digest."""
    path = building / f"{table.name}.parquet"
    quoted = str(path).replace("'", "''")
    hidden = _SUPPRESSED.get(table.name)
    rows = f"{table.name} ANTI JOIN {hidden.name} USING ({', '.join(hidden.key)})" if hidden else table.name
    select = f"SELECT {', '.join(table.columns)} FROM {rows} ORDER BY {', '.join(table.key) or 'ALL'}"
    row = con.execute(f"COPY ({select}) TO '{quoted}' (FORMAT parquet, COMPRESSION zstd)").fetchall()[0]
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if before and before.manifest["tables"].get(table.name, {}).get("sha256") == digest:
        _share(before.folder / path.name, path)
    return {"rows": int(row[0]), "sha256": digest}


def _share(old: Path, new: Path) -> None:
    """Make `new` a hard link to `old`, whose bytes it has; where that cannot be, it stays a file of its own."""
    link = new.with_suffix(".link")
    try:
        os.link(old, link)
    except OSError as error:
        if error.errno not in _NO_LINK:
            raise
        return
    link.replace(new)


def _flush(path: Path) -> None:
    """Have a file or folder on the disk, so that a power cut cannot leave `current` at what was never written."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write_changes(con: duckdb.DuckDBPyConnection, building: Path, before: Release | None) -> dict[str, Any]:
    """Write change.parquet (one row per followed row that came, went or changed) and count by table and kind."""
    selects = [_change_select(table, building, before) for table in _FOLLOWED]
    out = str(building / f"{CHANGE.name}.parquet").replace("'", "''")
    con.execute(f"COPY ({' UNION ALL '.join(selects)} ORDER BY ALL) TO '{out}' (FORMAT parquet, COMPRESSION zstd)")
    rows = con.execute(
        f"SELECT table_name, change, count(*) FROM read_parquet('{out}') GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    counts: dict[str, Any] = {table.name: {"added": 0, "removed": 0, "changed": 0} for table in _FOLLOWED}
    for name, change, count in rows:
        counts[name][change] = int(count)
    counts["rows"] = sum(int(count) for _, _, count in rows)
    return counts


def _change_select(table: Table, building: Path, before: Release | None) -> str:
    # A column that the release before lacks is the schema's news, not the row's.
    known = pq.read_schema(before.folder / f"{table.name}.parquet").names if before else table.columns
    kept = ", ".join(c for c in table.columns if c in known and c not in _CLOCK_COLUMNS)
    key = ", ".join(table.key)

    def side(folder: Path) -> str:
        quoted = str(folder / f"{table.name}.parquet").replace("'", "''")
        return f"(SELECT concat_ws('|', {key}) AS key, hash(row({kept})) AS content FROM read_parquet('{quoted}'))"

    # That a listing was suppressed is no news of it: its key may be a name.
    named = ""
    if table.key == SUPPRESSED_LISTING.key:
        hidden = f"SELECT concat_ws('|', {key}) FROM {SUPPRESSED_LISTING.name}"
        named = f" AND coalesce(n.key, o.key) NOT IN ({hidden})"
    old = side(before.folder) if before else "(SELECT NULL::VARCHAR AS key, NULL::UBIGINT AS content WHERE false)"
    return (
        f"SELECT '{table.name}' AS table_name, coalesce(n.key, o.key) AS key, "
        "CASE WHEN o.key IS NULL THEN 'added' WHEN n.key IS NULL THEN 'removed' ELSE 'changed' END AS change "
        f"FROM {side(building)} AS n FULL JOIN {old} AS o ON o.key = n.key "
        f"WHERE n.content IS DISTINCT FROM o.content{named}"
    )


def _switch(workspace: Workspace, final: Path) -> None:
    link = workspace.releases / ".current.new"
    link.unlink(missing_ok=True)
    link.symlink_to(final.name)
    _flush(workspace.releases)
    link.replace(workspace.releases / "current")
    _flush(workspace.releases)


def _retire_old(workspace: Workspace, newest: str) -> None:
    kept = workspace.settings.keep_releases
    releases = sorted(
        p for p in workspace.releases.iterdir() if p.is_dir() and p.name[0].isdigit() and not p.is_symlink()
    )
    if kept:
        for folder in releases[:-kept]:
            if folder.name != newest:
                shutil.rmtree(folder)
