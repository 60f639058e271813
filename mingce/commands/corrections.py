"""Corrections by people: who is who, and what is not to be shown."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mingce.commands.options import now_option, open_workspace, workspace_option

if TYPE_CHECKING:
    from mingce.judgements import Listed


@click.command()
@workspace_option
@now_option
@click.argument("a", required=False)
@click.argument("b", required=False)
@click.argument("verdict", type=click.Choice(["same", "different", "unsure"]), required=False)
@click.option("--why", default="", help="Your reason; it stays in judgements.csv.")
@click.option("--by", default="", help="Who says so.")
@click.option("--list", "is_listing", is_flag=True, help="List the judgements and what became of each.")
def judge(
    root: Path, a: str | None, b: str | None, verdict: str | None, *, why: str, by: str, is_listing: bool
) -> None:
    """Say that A and B are about the same person, or different ones, or that it is open (docs/corrections.md).

    A and B are each a record (SOURCE:RECORD_ID), a registration_id or a practitioner_id. It outranks every score from
    the next reconcile on, until what either says changes.
    """
    from mingce.judgements import judge as add
    from mingce.judgements import listed
    from warehouse.workspace import utc_now

    workspace = open_workspace(root)
    if is_listing:
        if a or b or verdict:
            raise click.UsageError("--list goes without A, B and a verdict")
        _show(listed(workspace))
        return
    if not (a and b and verdict):
        raise click.UsageError("name A, B and a verdict, or say --list")
    if not why.strip():
        raise click.UsageError("say --why: whoever reads the file next must know what it rests on")
    with workspace.lock():
        number = add(workspace, a, b, verdict, why=why.strip(), by=by.strip(), now=utc_now())
    click.echo(f"row {number} of {workspace.root / 'judgements.csv'}: {verdict}; it counts from the next reconcile on")


def _show(judgements: "list[Listed]") -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None)
    for heading in ("row", "state", "A", "verdict", "B", "decided", "by", "why"):
        table.add_column(heading, overflow="fold")
    for judgement in judgements:
        row = judgement.row
        cells = (row["left"], row["verdict"], row["right"], row["decided_at"][:10], row["by"], row["why"])
        table.add_row(str(judgement.number), judgement.state or "not reconciled", *map(Text, cells))
    Console(width=None if sys.stdout.isatty() else 200).print(table)
    open_again = sum(judgement.state == "reopened" for judgement in judgements)
    click.echo(f"{len(judgements):,} judgements, {open_again:,} open again")


@click.command()
@workspace_option
@now_option
@click.argument("id")
@click.option("--why", required=True, help="The request, or why it is taken back; it stays in suppressions.csv.")
@click.option("--by", default="", help="Who says so.")
@click.option("--undo", "is_undo", is_flag=True, help="Show it again.")
def suppress(root: Path, id: str, *, why: str, by: str, is_undo: bool) -> None:
    """Remove a person's non-official listings from all that is shown (docs/corrections.md).

    ID is one listing (SOURCE:RECORD_ID), or a practitioner_id: all that lower sources list of the person, now and in
    later runs. What official sources say only they can correct.
    """
    from mingce.suppressions import suppress as hide
    from mingce.suppressions import undo
    from warehouse.workspace import utc_now

    workspace = open_workspace(root)
    if not why.strip():
        raise click.UsageError("say --why: whoever reads the file next must know what it rests on")
    with workspace.lock():
        added = (undo if is_undo else hide)(workspace, id, why=why.strip(), by=by.strip(), now=utc_now())
    what = f"{added.listing_count:,} listing" + "s" * (added.listing_count != 1)
    does = "shown again" if is_undo else "not shown"
    click.echo(f"row {added.number} of {workspace.root / 'suppressions.csv'}: {what} {does} from the next nightly on")
    earlier = [] if is_undo else sorted(p.name for p in workspace.releases.iterdir() if p.name[0].isdigit())
    if earlier:
        kept = f"{len(earlier):,} releases, {earlier[0]} to {earlier[-1]}" if len(earlier) > 1 else earlier[0]
        click.echo(f"published before, and left as they are: {kept}; and what was written to {workspace.reports}")
