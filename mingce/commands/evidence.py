"""Evidence: a record beside the page it was read from, and whether pages and records still agree."""

import sys
from pathlib import Path

import click

from mingce.commands.options import open_workspace, workspace_option


@click.command()
@workspace_option
@click.option("--verify", "is_verifying", is_flag=True, help="Read every stored page again and compare.")
@click.argument("names", nargs=-1, metavar="ID | [SOURCE]...")
def evidence(root: Path, is_verifying: bool, names: tuple[str, ...]) -> None:
    """Show what a record was read from beside it; with --verify, hold all records against their pages.

    ID is an evidence id or a record's own (`listing` has both). With --verify, SOURCEs limit it; exit code 1 if a
    page or a record is altered or missing.
    """
    from rich.console import Console

    from crawlers.verify import verify
    from mingce.evidence import exhibit
    from mingce.progress import bar

    workspace = open_workspace(root)
    if not is_verifying:
        if len(names) != 1:
            raise click.UsageError("name one evidence id or record, or say --verify")
        Console(width=None if sys.stdout.isatty() else 160).print(exhibit(workspace, names[0]).render())
        return
    with bar("verify") as progress:
        verdicts = verify(workspace, names, progress=progress)
    for verdict in verdicts:
        click.echo(verdict.text())
    if any(verdict.faults for verdict in verdicts):
        sys.exit(1)
