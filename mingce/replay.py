"""Another policy over the same history: what would be officially so, and what would change."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from mingce.pipeline import Pipeline
from reconcile.state import rules_digest
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
    note: str | None = None  # with what it is compared, where that is not the current release itself


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

    What differs is the policy's doing alone: where the current release was made by other rules, or of another history,
    it is compared with that history settled anew under the release's own policy. It works on copies of the warehouse:
    tables, ledgers and releases of the workspace stay as they are. Raises PolicyError for a policy with gaps,
    WorkspaceError without a release or where `out` exists.
    """
    workspace = pipeline.workspace
    current = Release.current(workspace)
    if current is None:
        raise WorkspaceError(f"{workspace.root}: no release yet to compare with; `mingce nightly` publishes one")
    if out.exists():
        raise WorkspaceError(f"{out} exists")
    against = str(current.manifest["policy_version"])
    note = _why_anew(pipeline, current)
    settled = _settle(pipeline, current, policy, out)
    now = str(settled.manifest["policy_version"])
    if note is None or not _own_policy(current).is_dir():
        return Replay(out, now, against, tuple(_differences(current.folder, out)), note)
    if now == against:
        return Replay(out, now, against, (), note)
    with TemporaryDirectory(prefix=".replay-", dir=workspace.root) as name:
        own = _settle(pipeline, current, _own_policy(current), Path(name) / "own")
        return Replay(out, now, against, tuple(_differences(own.folder, out)), note)


def _why_anew(pipeline: Pipeline, current: Release) -> str | None:
    """Why the release is not what its policy makes of today's history; None where it is."""
    as_of = datetime.fromisoformat(current.manifest["as_of"])
    if current.manifest["input_digest"] == pipeline.input_digest(as_of, current.manifest["policy_version"]):
        return None
    if current.manifest.get("rules_version") != rules_digest():
        why = "was made by another version of the rules (mingce has changed since)"
    else:
        why = "is of before the last runs, decisions or declarations"
    if _own_policy(current).is_dir():
        return f"the current release {why}: compared is its own policy over the same history, by the rules of today"
    return f"the current release {why}, and keeps no policy: what differs need not be the policy's doing"


def _own_policy(release: Release) -> Path:
    return release.folder / "policy"


def _settle(pipeline: Pipeline, current: Release, policy: Path, out: Path) -> Release:
    """Settle the history on a copy of the warehouse, and move what comes of it to `out`."""
    as_of = datetime.fromisoformat(current.manifest["as_of"])
    workspace = pipeline.workspace
    with TemporaryDirectory(prefix=".replay-", dir=workspace.root) as name:
        copy = replace(pipeline, workspace=_copy(workspace, current, Path(name)))
        copy.normalize()
        release = copy.publish(as_of, copy.reconcile(as_of, policy=policy))
        out.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(release.folder, out)
    return Release.read(out)


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
