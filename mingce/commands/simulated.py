"""Commands about the made-up world: make one, or run the demo on one."""

from datetime import datetime
from pathlib import Path

import click

from mingce.commands.options import DAY, FOLDER, workspace_option


@click.command()
@workspace_option
@click.option("--physicians", type=click.IntRange(min=100), default=5_000, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--lang", type=click.Choice(["zh", "en"]), default="en", show_default=True, help="Of the report.")
def demo(root: Path, physicians: int, seed: int, lang: str) -> None:
    """Run the main job on a simulated world: three nights of crawls and deliveries, then the audit report."""
    from mingce.demo import run_demo

    run_demo(root, physicians=physicians, seed=seed, lang=lang)


@click.command()
@click.option("--physicians", type=click.IntRange(min=1), required=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--dates", type=DAY, multiple=True, help="Days the world is shown on; repeat the option.")
@click.argument("more_dates", nargs=-1, type=DAY)
@click.option("--out", type=FOLDER, required=True)
def simulate(
    physicians: int, seed: int, dates: tuple[datetime, ...], more_dates: tuple[datetime, ...], out: Path
) -> None:
    """Make a simulated world with known truth (docs/world.md)."""
    from mingce.progress import bar
    from simulator.world import simulate as make_world

    days = [d.date() for d in (*dates, *more_dates)]
    if not days:
        raise click.UsageError("name at least one day, as in --dates 2026-03-01 2026-04-15")
    if days != sorted(set(days)):
        raise click.UsageError("the days must be in order, each once")
    with bar("simulate") as progress:
        make_world(physicians, seed, days, out, progress=progress)
    click.echo(f"world of {physicians:,} physicians in {out}")
