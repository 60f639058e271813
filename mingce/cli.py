"""The commands: each parses its arguments, calls one function, prints what changed, exits 0 or 1 (2: bad usage).

Heavy packages are imported inside the commands, so that `mingce --help` starts at once.
"""

import os
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from warehouse.errors import MingceError

if TYPE_CHECKING:
    from mingce.pipeline import Pipeline
    from warehouse.history import RunResult
    from warehouse.release import Release
    from warehouse.workspace import Workspace

_DAY = click.DateTime(formats=["%Y-%m-%d"])
_MOMENT = click.DateTime(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"])
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(file_okay=False, path_type=Path)


def workspace_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--workspace`, shared by every command that works in one."""
    return click.option(
        "--workspace", "root", type=_FOLDER, envvar="MINGCE_WORKSPACE", default=Path("mingce-workspace"),
        show_default=True, help="The folder that holds everything of yours.",
    )(command)  # fmt: skip


def now_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--now`: inject the clock (UTC)."""

    def inject(_context: click.Context, _parameter: click.Parameter, value: datetime | None) -> None:
        if value:
            os.environ["MINGCE_NOW"] = value.isoformat()

    return click.option(
        "--now", type=_MOMENT, callback=inject, expose_value=False, is_eager=True,
        help="Take this for the time (UTC), as in 2026-03-01T02:00:00.",
    )(command)  # fmt: skip


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
@click.argument("folder", type=_FOLDER, default=Path("mingce-workspace"))
def init(folder: Path) -> None:
    """Make a workspace in FOLDER."""
    from warehouse.workspace import Workspace

    Workspace.create(folder)
    click.echo(f"workspace {folder}: settings in {folder / 'mingce.toml'}")


@main.command()
@workspace_option
@click.option("--physicians", type=click.IntRange(min=100), default=5_000, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--lang", type=click.Choice(["zh", "en"]), default="en", show_default=True, help="Of the report.")
def demo(root: Path, physicians: int, seed: int, lang: str) -> None:
    """Run the main job on a simulated world: three nights of crawls and deliveries, then the audit report."""
    from mingce.demo import run_demo

    run_demo(root, physicians=physicians, seed=seed, lang=lang)


@main.command()
@click.option("--physicians", type=click.IntRange(min=1), required=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--dates", type=_DAY, multiple=True, help="Days the world is shown on; repeat the option.")
@click.argument("more_dates", nargs=-1, type=_DAY)
@click.option("--out", type=_FOLDER, required=True)
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


@main.group()
def source() -> None:
    """List, check or add sources."""


@source.command("list")
@workspace_option
def source_list(root: Path) -> None:
    """List the declared sources."""
    from rich.console import Console
    from rich.table import Table

    from crawlers.catalog import sources
    from warehouse.workspace import Workspace

    table = Table(box=None)
    for heading in ("id", "tier", "covering", "every", "hosts", "title"):
        table.add_column(heading, overflow="fold")
    workspace = Workspace.open(root) if (root / "mingce.toml").exists() else None
    for s in sources(workspace).values():
        hosts = ", ".join(s.domains) or "(file)"
        table.add_row(s.id, s.tier, s.covering, f"{s.cadence_days} d", hosts, s.title)
    Console(width=None if sys.stdout.isatty() else 160).print(table)


@source.command("check")
@workspace_option
@click.argument("name")
@click.option("--question", default=None, help="For a look-up source: `province|name|institution`.")
def source_check(root: Path, name: str, question: str | None) -> None:
    """Read a source's declaration, try its first page, and say what was understood."""
    from crawlers.check import check

    report = check(_open(root), name, question)
    click.echo(report.text())
    if not report.is_ok:
        sys.exit(1)


@source.command("new")
@workspace_option
@click.argument("name")
@click.option("--from", "from_file", type=_FILE, required=True, help="A file of the source: its headings are read.")
@click.option(
    "--tier", type=click.Choice(["national", "provincial", "association", "commercial", "aggregator"]), required=True
)
@click.option("--title", default=None, help="What it is, in its publisher's words.")
@click.option("--publisher", default=None)
@click.option("--licence", default=None, help="Licence or legal basis.")
@click.option("--delivered-by", default=None, help="Who hands the files over; needed for an official tier.")
def source_new(root: Path, name: str, from_file: Path, tier: str, **about: str | None) -> None:
    """Declare a source of your own from one of its files; no code needed."""
    from crawlers.scaffold import new_source

    path = new_source(_open(root), name, from_file=from_file, tier=tier, **about)
    click.echo(f"wrote {path}: review it, then `mingce import {name} FILE`")


@main.command()
@workspace_option
@now_option
@click.argument("names", nargs=-1)
def crawl(root: Path, names: tuple[str, ...]) -> None:
    """Crawl sources (those due, if none is named)."""
    from mingce.nightly import due
    from warehouse.errors import UnknownSourceError
    from warehouse.workspace import utc_now

    pipeline = _pipeline(root)
    for name in names:
        if not _source(pipeline, name).domains:
            raise UnknownSourceError(f"{name} is delivered as files; `mingce import {name} FILE` reads them")
    with pipeline.workspace.lock():
        wanted = list(names) or due(pipeline, utc_now())
        questions = {n: pipeline.questions(n) for n in wanted if pipeline.sources[n].covering == "lookup"}
        asked = [n for n in wanted if questions.get(n, True)]
        runs = pipeline.crawl(asked, questions) if asked else []
    for name in sorted(set(wanted) - set(asked)):
        click.echo(f"{name}: nothing to ask; `mingce reconcile` finds what is worth asking")
    _report_runs(runs)


@main.command("import")
@workspace_option
@now_option
@click.argument("name", metavar="SOURCE")
@click.argument("files", nargs=-1, type=_FILE, required=True)
def import_(root: Path, name: str, files: tuple[Path, ...]) -> None:
    """Import delivered FILES of SOURCE: CSV, XLSX, XLS, JSONL, Parquet."""
    pipeline = _pipeline(root)
    declared = _source(pipeline, name)
    with pipeline.workspace.lock():
        runs = pipeline.import_files(declared, files)
    _report_runs(runs)


@main.command()
@workspace_option
@click.option("--full", is_flag=True, help="Everything anew, not only what is new.")
def normalize(root: Path, full: bool) -> None:
    """Clean what was read into records and issues."""
    pipeline = _pipeline(root)
    with pipeline.workspace.lock():
        pipeline.take_in()
        result = pipeline.normalize(full=full)
    click.echo(f"normalize: {result.new_records:,} new records, {result.new_issues:,} new issues")


@main.command()
@workspace_option
@now_option
def reconcile(root: Path) -> None:
    """Link records to registrations, settle official values, find conflicts."""
    from warehouse.workspace import utc_now

    pipeline = _pipeline(root)
    with pipeline.workspace.lock():
        result = pipeline.reconcile(utc_now())
    click.echo(result.text())


@main.command()
@workspace_option
@now_option
@click.option("--all", "everything", is_flag=True, help="Crawl every source, due or not.")
def nightly(root: Path, everything: bool) -> None:
    """All of it: due sources, normalize, reconcile, publish. Exit code 1 if a source did not answer in full."""
    from mingce.nightly import run_night
    from warehouse.workspace import utc_now

    pipeline = _pipeline(root)
    with pipeline.workspace.lock():
        night = run_night(pipeline, utc_now(), everything=everything)
    _report_runs(night.runs, check=False)
    if night.release is None:
        click.echo("nothing changed since the current release")
    else:
        click.echo(describe_release(night.release))
    if not night.is_healthy:
        sys.exit(1)


@main.group()
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

    workspace = _open(root)
    with bar("report audit") as progress:
        files = write_audit(
            _release(workspace).folder, workspace.reports, lang=lang or workspace.settings.language,
            formats=formats, progress=progress,
        )  # fmt: skip
    for path in files.paths():
        click.echo(path)


@main.command()
@workspace_option
@click.option("--lang", type=click.Choice(["zh", "en"]), default="en", show_default=True)
def status(root: Path, lang: str) -> None:
    """Sources, registrations, links and conflicts of the current release at a glance."""
    from rich.console import Console

    from reports.summary import render, summary

    release = _release(_open(root))
    console = Console(width=None if sys.stdout.isatty() else 120)
    console.print(f"release {release.release_id}, as of {release.manifest['as_of']}")
    console.print(render(summary(release.folder), lang))


@main.command()
@workspace_option
@click.argument("query", required=False)
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV instead of a table.")
def sql(root: Path, query: str | None, as_csv: bool) -> None:
    """A DuckDB shell over the current release; with QUERY, run it and leave."""
    from mingce.shell import run_query, run_shell

    release = _release(_open(root))
    if query:
        run_query(release, query, as_csv=as_csv)
    else:
        run_shell(release)


def describe_release(release: "Release") -> str:
    """One line per followed table: what came, went and changed."""
    lines = [f"release {release.release_id}"]
    for name, count in release.manifest["changes"].items():
        if any(count.values()):
            lines.append(
                f"  {name:<14} {count['added']:>9,} new {count['removed']:>9,} gone {count['changed']:>9,} changed"
            )
    return "\n".join(lines)


def _open(root: Path) -> "Workspace":
    from warehouse.workspace import Workspace

    return Workspace.open(root)


def _pipeline(root: Path) -> "Pipeline":
    from mingce.pipeline import Pipeline

    return Pipeline.of(_open(root))


def _source(pipeline: "Pipeline", name: str) -> Any:
    from crawlers.catalog import find

    return find(pipeline.sources, name)


def _release(workspace: "Workspace") -> "Release":
    from warehouse.errors import WorkspaceError
    from warehouse.release import Release

    release = Release.current(workspace)
    if release is None:
        raise WorkspaceError(f"{workspace.root}: no release yet; `mingce nightly` publishes one")
    return release


def _report_runs(runs: "list[RunResult]", *, check: bool = True) -> None:
    for run in runs:
        counts = f"{run.distinct_count:,} entries, {run.new_count:,} new, {run.gone_count:,} gone"
        line = f"{run.source_id}: {run.outcome}, {counts}"
        if run.issue_count:
            line += f", {run.issue_count:,} issues"
        click.echo(line + (f" ({run.reason})" if run.reason else ""))
    if check and any(run.outcome in ("failed", "blocked") for run in runs):
        sys.exit(1)


if __name__ == "__main__":
    main()
