"""Commands that run the stages, one by one or all in a night."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mingce.commands.options import FILE, FOLDER, find_source, now_option, open_pipeline, workspace_option

if TYPE_CHECKING:
    from warehouse.history import RunResult
    from warehouse.release import Release


@click.command()
@workspace_option
@now_option
@click.argument("names", nargs=-1)
def crawl(root: Path, names: tuple[str, ...]) -> None:
    """Crawl sources (those due, if none is named)."""
    from mingce.nightly import due
    from warehouse.errors import UnknownSourceError
    from warehouse.workspace import utc_now

    pipeline = open_pipeline(root)
    for name in names:
        if not find_source(pipeline, name).domains:
            raise UnknownSourceError(f"{name} is delivered as files; `mingce import {name} FILE` reads them")
    with pipeline.workspace.lock():
        left = pipeline.take_in()
        wanted = list(names) or due(pipeline, utc_now())
        runs = pipeline.crawl(wanted, utc_now())
    for name in sorted(set(wanted) - {run.source_id for run in runs}):
        click.echo(f"{name}: nothing to ask; `mingce reconcile` finds what is worth asking")
    _report_runs(left + runs, simulator=pipeline.workspace.settings.simulator)


@click.command("import")
@workspace_option
@now_option
@click.argument("name", metavar="SOURCE")
@click.argument("files", nargs=-1, type=FILE, required=True)
def import_(root: Path, name: str, files: tuple[Path, ...]) -> None:
    """Import delivered FILES of SOURCE: CSV, XLSX, XLS, JSONL, Parquet."""
    pipeline = open_pipeline(root)
    declared = find_source(pipeline, name)
    with pipeline.workspace.lock():
        runs = pipeline.import_files(declared, files)
        lines = pipeline.issue_lines([run.run_id for run in runs])
    _report_runs(runs, check=False)
    click.echo("\n".join(lines), nl=bool(lines))
    _fail_for(runs)


@click.command()
@workspace_option
@click.option("--full", is_flag=True, help="Everything anew, not only what is new.")
def normalize(root: Path, full: bool) -> None:
    """Clean what was read into records and issues."""
    from warehouse.schema import RAW_FIELD_NAMES

    pipeline = open_pipeline(root)
    with pipeline.workspace.lock():
        pipeline.take_in()
        result = pipeline.normalize(full=full)
        lines = pipeline.issue_lines(result.run_ids, fields=RAW_FIELD_NAMES) if result.new_issues else []
    click.echo(
        "\n".join([f"normalize: {result.new_records:,} new records, {_issues(result.new_issues, 'new ')}", *lines])
    )


@click.command()
@workspace_option
@now_option
@click.option("--full", is_flag=True, help="Make every table anew, not only what changed since the last time.")
@click.option("--fit", is_flag=True, help="Count anew how common names are, and who works where; implies --full.")
def reconcile(root: Path, full: bool, fit: bool) -> None:
    """Link records to registrations, settle official values, find conflicts.

    Only what changed since the last reconcile can have touched is made anew.
    """
    from warehouse.workspace import utc_now

    pipeline = open_pipeline(root)
    with pipeline.workspace.lock():
        result = pipeline.reconcile(utc_now(), full=full, fit=fit)
    click.echo(result.text())


@click.command()
@workspace_option
@click.argument("policy", metavar="POLICY")
@click.option("-o", "out", type=FOLDER, required=True, help="A new folder: the tables as that policy has them.")
def replay(root: Path, policy: str, out: Path) -> None:
    """What another policy would make of today's history, and what would change.

    POLICY is a release, whose policy is in its folder `policy/`, or a folder with such files: copy one and change a
    rank. Nothing of the workspace changes; the current release stays what it is. What differs is the policy's doing: a
    release that other rules made, or of another history, is settled anew under its own policy to compare with.
    """
    from mingce.replay import find_policy
    from mingce.replay import replay as replay_policy

    pipeline = open_pipeline(root)
    with pipeline.workspace.lock():
        found = replay_policy(pipeline, find_policy(pipeline.workspace, policy), out)
    click.echo(f"policy {found.policy_version} over the history of {found.against}: {found.folder}")
    if found.note:
        click.echo(found.note)
    click.echo("\n".join(found.lines) or "nothing would change")


@click.command()
@workspace_option
@now_option
@click.option("--all", "everything", is_flag=True, help="Crawl every source, due or not.")
@click.argument("names", metavar="[SOURCE]...", nargs=-1)
def nightly(root: Path, everything: bool, names: tuple[str, ...]) -> None:
    """All of it: due sources, normalize, reconcile, publish. Exit code 1 if a source did not answer in full.

    So it is if a declaration of the workspace's own was left out, since it does not hold together; it is named.
    With names, only those SOURCEs are crawled, due or not; one delivered as files has been read by `mingce import`.
    """
    from mingce.nightly import run_night
    from warehouse.workspace import utc_now

    if names and everything:
        raise click.UsageError("name sources, or say --all")
    pipeline = open_pipeline(root)
    for name in names:
        find_source(pipeline, name)
    with pipeline.workspace.lock():
        night = run_night(pipeline, utc_now(), names or None, everything=everything)
    _report_runs(night.runs, simulator=pipeline.workspace.settings.simulator, check=False)
    if night.release is None:
        click.echo("nothing changed since the current release")
    else:
        click.echo(describe_release(night.release))
    if pipeline.faults or not night.is_healthy:
        sys.exit(1)


def describe_release(release: "Release") -> str:
    """One line per followed table: what came, went and changed."""
    lines = [f"release {release.release_id}"]
    for name, count in release.manifest["changes"].items():
        if any(count.values()):
            lines.append(
                f"  {name:<14} {count['added']:>9,} new {count['removed']:>9,} gone {count['changed']:>9,} changed"
            )
    return "\n".join(lines)


def _report_runs(runs: "list[RunResult]", *, simulator: str = "", check: bool = True) -> None:
    for run in runs:
        counts = f"{run.distinct_count:,} entries, {run.new_count:,} new, {run.gone_count:,} gone"
        line = f"{run.source_id}: {run.outcome}, {counts}"
        if run.issue_count:
            line += f", {_issues(run.issue_count)}"
        click.echo(line + (f" ({run.reason})" if run.reason else ""))
    if simulator and any(run.outcome == "failed" for run in runs):
        click.echo(f"all was asked of the simulated world at {simulator}, as settings have it: is it served?", err=True)
    if check:
        _fail_for(runs)


def _issues(count: int, kind: str = "") -> str:
    return f"{count:,} {kind}issue" + "s" * (count != 1)


def _fail_for(runs: "list[RunResult]") -> None:
    if any(run.outcome in ("failed", "blocked") for run in runs):
        sys.exit(1)
