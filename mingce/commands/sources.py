"""Commands about sources: list, check, declare."""

import sys
from pathlib import Path

import click

from mingce.commands.options import FILE, open_workspace, tell, workspace_option


@click.group()
def source() -> None:
    """List, check or add sources."""


@source.command("list")
@workspace_option
def source_list(root: Path) -> None:
    """List the declared sources."""
    from rich.console import Console
    from rich.table import Table

    from crawlers.catalog import Faults, sources
    from warehouse.workspace import Workspace

    table = Table(box=None)
    for heading in ("id", "tier", "covering", "every", "hosts", "title"):
        table.add_column(heading, overflow="fold")
    workspace = Workspace.open(root) if (root / "mingce.toml").exists() else None
    faults: Faults = {}
    for s in sources(workspace, faults).values():
        hosts = ", ".join(s.domains) or "(file)"
        table.add_row(s.id, s.tier, s.covering, f"{s.cadence_days} d", hosts, s.title)
    Console(width=None if sys.stdout.isatty() else 160).print(table)
    tell(faults)


@source.command("check")
@workspace_option
@click.argument("name")
@click.option("--question", default=None, help="For a look-up source: `province|name|institution`.")
def source_check(root: Path, name: str, question: str | None) -> None:
    """Read a source's declaration, try its first page, and say what was understood."""
    from crawlers.check import check

    report = check(open_workspace(root), name, question)
    click.echo(report.text())
    if not report.is_ok:
        sys.exit(1)


@source.command("new")
@workspace_option
@click.argument("name")
@click.option("--from", "from_file", type=FILE, default=None, help="For files: one of them; its headings are read.")
@click.option("--shape", default=None, help="For a site: its shape of access; a wrong one is answered with all.")
@click.option("--url", default=None, help="For a site: where a visitor begins.")
@click.option(
    "--tier",
    type=click.Choice(["national", "provincial", "association", "commercial", "aggregator"]),
    help="What it may assert; commercial, for review, if none is given.",
)
@click.option("--title", default=None, help="What it is, in its publisher's words.")
@click.option("--publisher", default=None)
@click.option("--licence", default=None, help="Licence or legal basis.")
@click.option("--delivered-by", default=None, help="Who hands the files over; needed for an official tier.")
def source_new(
    root: Path,
    name: str,
    from_file: Path | None,
    shape: str | None,
    url: str | None,
    delivered_by: str | None,
    tier: str | None,
    **about: str | None,
) -> None:
    """Declare a source of your own: from one of its files (no code), or a site's spider of a shape."""
    from crawlers.scaffold import missing_in, new_source
    from crawlers.scaffold_site import new_spider

    if from_file and not (shape or url):
        path = new_source(
            open_workspace(root), name, from_file=from_file, tier=tier, delivered_by=delivered_by, **about
        )
        then = f"`mingce import {name} FILE`"
    elif shape and url and not (from_file or delivered_by):
        path = new_spider(open_workspace(root), name, shape=shape, url=url, tier=tier, **about)
        then = f"`mingce source check {name}` until it reads what the site shows"
    else:
        raise click.UsageError("a file source needs --from FILE; a site needs --shape SHAPE and --url URL")
    lacking = missing_in(path)
    review = f"fill in what it calls MISSING ({lacking}), or it is refused" if lacking else "review it"
    click.echo(f"wrote {path}: {review}, then {then}")
