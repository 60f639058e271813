"""What commands share: their options, and how they open a workspace, its sources and its release."""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from crawlers.catalog import Faults
    from mingce.pipeline import Pipeline
    from warehouse.release import Release
    from warehouse.workspace import Workspace

DAY = click.DateTime(formats=["%Y-%m-%d"])
MOMENT = click.DateTime(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"])
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
DEFAULT_WORKSPACE = Path("mingce-workspace")


def workspace_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--workspace`, shared by every command that works in one."""
    return click.option(
        "--workspace", "root", type=FOLDER, envvar="MINGCE_WORKSPACE", default=DEFAULT_WORKSPACE,
        show_default=True, help="The folder that holds everything of yours.",
    )(command)  # fmt: skip


def now_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--now`: inject the clock (UTC)."""

    def inject(_context: click.Context, _parameter: click.Parameter, value: datetime | None) -> None:
        if value:
            os.environ["MINGCE_NOW"] = value.isoformat()

    return click.option(
        "--now", type=MOMENT, callback=inject, expose_value=False, is_eager=True,
        help="Take this for the time (UTC), as in 2026-03-01T02:00:00.",
    )(command)  # fmt: skip


def open_workspace(root: Path) -> "Workspace":
    from warehouse.workspace import Workspace

    return Workspace.open(root)


def open_pipeline(root: Path) -> "Pipeline":
    """The workspace's pipeline; declarations of its own that it has to leave out are named."""
    from mingce.pipeline import Pipeline

    pipeline = Pipeline.of(open_workspace(root))
    tell(pipeline.faults)
    return pipeline


def tell(faults: "Faults") -> None:
    """Name the declarations that are left out, each in a line on standard error."""
    for fault in faults.values():
        click.echo(f"mingce: {fault}", err=True)


def find_source(pipeline: "Pipeline", name: str) -> Any:
    from crawlers.catalog import find

    return find(pipeline.sources, name, pipeline.faults)


def current_release(workspace: "Workspace") -> "Release":
    from warehouse.errors import WorkspaceError
    from warehouse.release import Release

    release = Release.current(workspace)
    if release is None:
        raise WorkspaceError(f"{workspace.root}: no release yet; `mingce nightly` publishes one")
    return release
