"""Commands that read the current release: reports, status, SQL."""

import sys
from pathlib import Path

import click

from mingce.commands.options import current_release, open_workspace, workspace_option


@click.group()
def report() -> None:
    """Write reports from the current release."""


@report.command("audit")
@workspace_option
@click.option("--lang", type=click.Choice(["zh", "en"]), default=None, help="Default: the workspace's language.")
@click.option(
    "--format", "formats", type=click.Choice(["html", "xlsx", "csv"]), multiple=True,
    default=("html", "xlsx", "csv"), show_default=True,
)  # fmt: skip
def report_audit(root: Path, lang: str | None, formats: tuple[str, ...]) -> None:
    """How accurate is each platform, field by field, against the official sources."""
    from mingce.progress import bar
    from reports.audit import write_audit

    workspace = open_workspace(root)
    with bar("report audit") as progress:
        files = write_audit(
            current_release(workspace).folder, workspace.reports, lang=lang or workspace.settings.language,
            formats=formats, progress=progress,
        )  # fmt: skip
    for path in files.paths():
        click.echo(path)


@click.command()
@workspace_option
@click.option("--lang", type=click.Choice(["zh", "en"]), default="en", show_default=True)
def status(root: Path, lang: str) -> None:
    """Sources, registrations, links and conflicts of the current release at a glance."""
    from rich.console import Console

    from reports.summary import render, summary

    release = current_release(open_workspace(root))
    console = Console(width=None if sys.stdout.isatty() else 120)
    console.print(render(summary(release.folder), lang))


@click.command()
@workspace_option
@click.argument("query", required=False)
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV instead of a table.")
def sql(root: Path, query: str | None, as_csv: bool) -> None:
    """A DuckDB shell over the current release; with QUERY, run it and leave."""
    from mingce.shell import run_query, run_shell

    release = current_release(open_workspace(root))
    if query:
        run_query(release, query, as_csv=as_csv)
    else:
        run_shell(release)
