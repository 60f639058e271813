"""The demo: a simulated world on loopback, three nights of crawls and deliveries, and the audit report."""

import os
import shutil
import time
from datetime import date, datetime, timedelta
from pathlib import Path

import click
from rich.console import Console

from mingce.commands.stages import describe_release
from mingce.nightly import run_night
from mingce.pipeline import Pipeline
from mingce.progress import bar
from reports.audit import write_audit
from reports.summary import render, summary
from simulator.server import serve
from simulator.world import simulate
from warehouse.errors import WorkspaceError
from warehouse.release import Release
from warehouse.workspace import Workspace

# Half a year apart, so that moves and cancellations happen before our eyes; on the second night one platform blocks us.
DATES = (date(2025, 6, 1), date(2025, 12, 1), date(2026, 6, 1))

# Only a folder that a demo made is ever removed by one.
_MARK = ".demo"
# The port that discards (RFC 863), where no site stands: what the demo leaves behind asks real sites nothing about
# invented people, and a simulated world served anew is named by MINGCE_SIMULATOR.
_NOWHERE = "http://127.0.0.1:9"


def run_demo(root: Path, *, physicians: int, seed: int, lang: str) -> None:
    """Make the world and a fresh workspace at `root`, run three nights, print the summary and the report's path."""
    started = time.monotonic()
    world = root / "world"
    workspace = fresh_workspace(root)
    with bar(f"simulate {physicians:,} physicians") as progress:
        simulate(physicians, seed, DATES, world, progress=progress)
    for day in DATES:
        _night(workspace, world, day)

    release = Release.current(workspace)
    assert release is not None  # every night publishes or raises
    with bar("report audit") as progress:
        files = write_audit(release.folder, workspace.reports, lang=lang, progress=progress)
    console = Console(width=None if os.isatty(1) else 120)
    console.print(render(summary(release.folder), lang))
    click.echo(f"done in {time.monotonic() - started:.0f} s")
    for path in files.paths():
        click.echo(path)


def fresh_workspace(root: Path) -> Workspace:
    """Make the demo's workspace in place of an earlier one; raise WorkspaceError where something else is."""
    if root.exists() and any(root.iterdir()):
        if not (root / _MARK).exists():
            raise WorkspaceError(f"{root} holds something else than a demo; name an empty folder with --workspace")
        shutil.rmtree(root)
    root.mkdir(parents=True, exist_ok=True)
    (root / _MARK).touch()
    return Workspace.create(root, simulator=_NOWHERE)


def _night(workspace: Workspace, world: Path, day: date) -> None:
    """One night: import what was delivered, then the nightly job against the sites as they were that day."""
    now = datetime.combine(day, datetime.min.time()) + timedelta(hours=2)
    click.echo(f"— night of {day} —")
    os.environ["MINGCE_NOW"] = now.isoformat()
    with serve(world, day) as address:
        os.environ["MINGCE_SIMULATOR"] = address
        pipeline = Pipeline.of(Workspace.open(workspace.root))
        with pipeline.workspace.lock():
            for path in sorted((world / "deliveries" / str(day)).glob("*")):
                pipeline.import_files(pipeline.sources[path.stem], [path])
            night = run_night(pipeline, now)
    for run in night.runs:
        click.echo(f"  {run.source_id}: {run.outcome}" + (f" ({run.reason})" if run.reason else ""))
    if night.release:
        click.echo(describe_release(night.release))
