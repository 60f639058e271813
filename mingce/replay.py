"""Another policy over the same history: what would be officially so, and what would change."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from mingce.pipeline import Pipeline
from warehouse.errors import PolicyError, WorkspaceError
from warehouse.release import Release
from warehouse.schema import CONFLICT, INSTITUTION, PRACTITIONER, REGISTRATION, Table
from warehouse.workspace import Workspace


@dataclass(frozen=True)
class Replay:
    """What another policy made of the history: a folder like a release, and how it differs from the current one."""

    folder: Path
    policy_version: str
    against: str  # the policy version of the current release
    lines: tuple[str, ...]  # what differs, in words; empty: nothing does


def find_policy(workspace: Workspace, name: str) -> Path:
    """The policy of a release, or of a folder; raise PolicyError if there is none."""
    release, given = workspace.releases / name, Path(name)
    for folder in (release / "policy", given / "policy", given):
        if (folder / "authority.csv").is_file():
            return folder
    if release.is_dir():
        raise PolicyError(f"release {name} keeps no policy; it is older than that")
    raise PolicyError(f"{name}: neither a release nor a folder with authority.csv in it; looked at {given.resolve()}")


def replay(pipeline: Pipeline, policy: Path, out: Path) -> Replay:
    """Settle today's history under a policy, as of the current release's day, into the new folder `out`.

    It works on a copy of the warehouse: tables, ledgers and releases of the workspace stay as they are. Raises
    PolicyError for a policy with gaps, WorkspaceError without a release or where `out` exists.
    """
    workspace = pipeline.workspace
    current = Release.current(workspace)
    if current is None:
        raise WorkspaceError(f"{workspace.root}: no release yet to compare with; `mingce nightly` publishes one")
    if out.exists():
        raise WorkspaceError(f"{out} exists")
    as_of = datetime.fromisoformat(current.manifest["as_of"])
    with TemporaryDirectory(prefix=".replay-", dir=workspace.root) as name:
        copy = replace(pipeline, workspace=_copy(workspace, current, Path(name)))
        copy.normalize()
        release = copy.publish(as_of, copy.reconcile(as_of, policy=policy))
        out.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(release.folder, out)
    now, before = (str(r.manifest["policy_version"]) for r in (release, current))
    return Replay(out, now, before, tuple(_differences(current.folder, out)))


def _copy(workspace: Workspace, current: Release, root: Path) -> Workspace:
    """A workspace that reads the same history, and whose current release is the same."""
    copy = replace(workspace, root=root.resolve())
    shutil.copyfile(workspace.root / "warehouse.duckdb", copy.root / "warehouse.duckdb")
    (copy.root / "raw").symlink_to((workspace.root / "raw").resolve())
    for name in ("institutions.csv", "judgements.csv", "suppressions.csv"):
        if (workspace.root / name).exists():
            shutil.copyfile(workspace.root / name, copy.root / name)
    copy.releases.mkdir()
    (copy.releases / "current").symlink_to(current.folder)
    return copy


def _differences(before: Path, after: Path) -> Iterator[str]:
    """One line per golden column and kind of conflict that differs."""
    with duckdb.connect() as con:
        for table in (REGISTRATION, PRACTITIONER, INSTITUTION):
            old, new = (_long(table, folder) for folder in (before, after))
            for field, count, emptied in con.execute(
                "SELECT field, count(*), count(*) FILTER (n.value IS NULL) "
                f"FROM ({old}) AS o FULL JOIN ({new}) AS n USING (id, field) "
                "WHERE o.value IS DISTINCT FROM n.value GROUP BY field ORDER BY field"
            ).fetchall():
                yield f"{table.name}.{field}: {count:,} differ" + (f", {emptied:,} of them empty now" * bool(emptied))
        old, new = (f"read_parquet('{_quoted(folder, CONFLICT)}')" for folder in (before, after))
        for kind, was, now in con.execute(
            f"SELECT kind, count(o.kind), count(n.kind) FROM (FROM {old} WHERE resolved_at IS NULL) AS o "
            f"FULL JOIN (FROM {new} WHERE resolved_at IS NULL) AS n USING (conflict_id, kind) "
            "GROUP BY kind HAVING count(o.kind) < count(*) OR count(n.kind) < count(*) ORDER BY kind"
        ).fetchall():
            yield f"conflict {kind}: {was:,} before, {now:,} now"


def _long(table: Table, folder: Path) -> str:
    """SELECT of (id, field, value), one row per value that is there."""
    (key,) = table.key
    path = _quoted(folder, table)
    return (
        f"SELECT {key} AS id, field, value FROM (UNPIVOT (SELECT {key}, COLUMNS(* EXCLUDE {key})::VARCHAR "
        f"FROM read_parquet('{path}')) ON COLUMNS(* EXCLUDE {key}) INTO NAME field VALUE value)"
    )


def _quoted(folder: Path, table: Table) -> str:
    return str(folder / f"{table.name}.parquet").replace("'", "''")
