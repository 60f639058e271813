"""The command line: every command, and how an error becomes one line."""

from pathlib import Path
from typing import Any

import click

from mingce.commands import corrections, evidence, explaining, lookup, past, releases, simulated, sources, stages
from mingce.commands.options import DEFAULT_WORKSPACE, FOLDER
from warehouse.errors import MingceError


class _Commands(click.Group):
    """Turns the errors of the product into one line on standard error and exit code 1."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except MingceError as error:
            click.echo(f"mingce: {error}", err=True)
            context.exit(1)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mingce")
def main() -> None:
    """名册: physician listings from many sources, and always the authority behind each value."""


@main.command()
@click.argument("folder", type=FOLDER, envvar="MINGCE_WORKSPACE", default=DEFAULT_WORKSPACE)
def init(folder: Path) -> None:
    """Make a workspace in FOLDER, or where every command looks for one."""
    from warehouse.workspace import Workspace

    Workspace.create(folder)
    click.echo(f"workspace {folder}: settings in {folder / 'mingce.toml'}")


for command in (
    simulated.demo, simulated.simulate, sources.source,
    stages.crawl, stages.import_, stages.normalize, stages.reconcile, stages.replay, stages.nightly,
    releases.report, releases.status, releases.sql, evidence.evidence, past.history,
    lookup.lookup, lookup.verify, lookup.institution, lookup.receipt, corrections.judge, corrections.suppress,
    explaining.explain, explaining.review,
):  # fmt: skip
    main.add_command(command)


if __name__ == "__main__":
    main()
