"""Why the links are as they are, and which of them a person should look at."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from mingce.commands.options import now_option, open_workspace, workspace_option


@click.command()
@workspace_option
@now_option
@click.argument("a")
@click.argument("b", required=False)
@click.option("--lang", type=click.Choice(["zh", "en"]), default=None, help="Default: the workspace's language.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
def explain(root: Path, a: str, b: str | None, lang: str | None, *, as_json: bool) -> None:
    """Why A is linked as it is; with B, why the two are or are not one person by our rules.

    A and B are each a record (SOURCE:RECORD_ID), a registration_id or a practitioner_id, as for `mingce judge`.
    """
    from rich.console import Console

    from mingce.explaining import explain_pair
    from reports.explain import render_explanation

    workspace = open_workspace(root)
    found = asdict(explain_pair(workspace, a, b))
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2, default=str))
        return
    console = Console(width=None if sys.stdout.isatty() else 140)
    console.print(render_explanation(found, lang or workspace.settings.language))


@click.command()
@workspace_option
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="How many pairs.")
@click.option("--lang", type=click.Choice(["zh", "en"]), default=None, help="Default: the workspace's language.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def review(root: Path, limit: int, lang: str | None, *, as_json: bool) -> None:
    """The pairs whose answer a person's look would change most, best first (docs/linking.md).

    Each is a listing and a registration, as `mingce judge` and `mingce explain` take them. Pairs judged already are
    left out, even before the next reconcile.
    """
    from rich.console import Console

    from mingce.explaining import review as queue
    from reports.explain import render_review

    workspace = open_workspace(root)
    lang = lang or workspace.settings.language
    pairs = queue(workspace, limit)
    if as_json:
        click.echo(json.dumps(pairs, ensure_ascii=False, indent=2, default=str))
        return
    with workspace.warehouse(read_only=True) as con:
        kinds = dict(con.execute(f"SELECT kind, title_{lang} FROM conflict_kind").fetchall())
    Console(width=None if sys.stdout.isatty() else 160).print(render_review(pairs, kinds, lang))
