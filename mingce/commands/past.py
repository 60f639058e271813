"""What was officially so, and since when."""

import json
import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click

from mingce.commands.options import current_release, open_workspace, workspace_option


@click.command()
@workspace_option
@click.argument("id")
@click.option("--lang", type=click.Choice(["zh", "en"]), default=None, help="Default: the workspace's language.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
def history(root: Path, id: str, lang: str | None, *, as_json: bool) -> None:
    """What was officially so of a person from day to day, and what others showed meanwhile.

    ID is a practitioner_id, a registration_id, or SOURCE:RECORD_ID of a linked listing. It is told up to the
    day of the current release.
    """
    from rich.console import Console

    from mingce.progress import bar
    from reconcile.past.timeline import history_of, person_of
    from reports.past import render_history
    from warehouse.days import day_of

    workspace = open_workspace(root)
    lang = lang or workspace.settings.language
    today = day_of(datetime.fromisoformat(current_release(workspace).manifest["as_of"]))
    with workspace.warehouse(read_only=True) as con:
        person = person_of(con, id)
        kinds = dict(con.execute(f"SELECT kind, title_{lang} FROM conflict_kind").fetchall())
    with bar("history") as progress:
        found = history_of(workspace.root / "warehouse.duckdb", person, today, progress)
    if as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False, indent=2, default=str))
        return
    console = Console(width=None if sys.stdout.isatty() else 120)
    console.print(
        render_history(
            found.practitioner, found.registrations, [vars(change) for change in found.changes],
            found.shown, found.differences, kinds, lang,
        )
    )  # fmt: skip
