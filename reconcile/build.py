"""A reconcile: every step in order, over everything or over what changed; tables in, tables out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from reconcile.generation import drop_others, in_generation, new_generation, switch, transaction
from reconcile.judgements import judgement_tables
from reconcile.ledger import append_events, keep_earlier, note_judgements
from reconcile.macros import define_macros
from reconcile.model import keep_model, model_version, needs_fit, note_fit
from reconcile.news import gather_news
from reconcile.past import write_history
from reconcile.policy import load_policy, policy_texts, policy_version
from reconcile.refresh import Refresh, make_view
from reconcile.register import write_sources, write_user_aliases
from reconcile.state import (
    Done,
    ground_of,
    history_since,
    last_done,
    note_done,
    note_history,
)
from reconcile.steps import STEPS, Step
from reconcile.suppressions import suppression_table
from warehouse.days import day_of
from warehouse.db import Progress, bounded_memory, build, number, read_sql, silent, store
from warehouse.source import Source

# Links below it would be wrong more often than one in twenty, and all of them together than 1.5 in a thousand, of a
# million entries (docs/benchmarks.md, "How it came to this"). Most are near 1.
LINK_PROBABILITY = 0.9
# Listings of one source that one person can have: a few workplaces (the law has no bound, but seldom more than five are
# filed), several departments at each, entries a source forgot to join. More are a flood, whatever each looks like.
CROWD = 20
# A name for a house is learnt from so many people shown under it, and at least that share of those who can be told.
LEARNT_SUPPORT, LEARNT_SHARE = 5, 0.8
# Where more of the records than that are heard of anew, making everything anew is the quicker way (docs/benchmarks.md).
REFRESHED_SHARE = 0.25
# DuckDB's; a process of 14 million entries took one gigabyte more (docs/benchmarks.md, "Of comparable dirt").
_MEMORY_MIB = 4_500
_COUNTED = ("registration", "practitioner", "institution", "link", "conflict")


@dataclass(frozen=True)
class ReconcileResult:
    """What a reconcile found; `text` says it in one line."""

    policy_version: str
    model_version: str
    counts: Mapping[str, int]
    # By table, the rows that came, went or changed; None if everything was made anew.
    changed: Mapping[str, int] | None = None
    is_fitted: bool = False
    # Contents that no table has yet, since they are not normalized.
    waiting: int = 0

    def text(self) -> str:
        """One line: how many rows of each table, and how many of them were touched."""
        counts = ", ".join(f"{n:,} {name}" for name, n in self.counts.items())
        said = [f"reconcile: {counts}"]
        if self.changed is not None:
            moved = ", ".join(f"{self.changed[name]:,} {name}" for name in _COUNTED if self.changed[name])
            said.append(f"rows changed: {moved or 'none'}")
        if self.is_fitted:
            said.append("the model of linking was fitted anew")
        if self.waiting:
            said.append(f"{self.waiting:,} entries wait for `mingce normalize`")
        return "; ".join(said)


def reconcile(
    con: duckdb.DuckDBPyConnection,
    sources: Mapping[str, Source],
    as_of: datetime,
    secret: str,
    *,
    institutions: Path | None = None,
    judgements: Path | None = None,
    suppressions: Path | None = None,
    policy: Path | None = None,
    full: bool = False,
    fit: bool = False,
    progress: Progress = silent,
) -> ReconcileResult:
    """Bring every derived table but `record` and `issue` to a moment; all of it or nothing.

    Reads history (`spell`, `run`, `sighting`, `question`), `record` and the view `raw_record`; `institutions` is the
    user's own institutions.csv (`reconcile.register`), `judgements` what people decided about pairs
    (judgements.csv), `suppressions` what they asked to have removed (suppressions.csv); none need exist. `policy` is a
    folder with another policy than the one that ships. Ids are keyed with `secret`.
    The same history, policy and moment give the same rows in any order of arrival; ledgers grow by what changed.
    Only rows that runs since the last reconcile (or the days gone by) can have touched are made anew, unless `full` is
    asked for, or the policy, the declarations, the aliases or the rules are others. `fit` counts the model anew.
    Raises PolicyError for a policy with gaps, WorkspaceError for a file of the user's that cannot be read.
    """
    define_macros(con)
    version = policy_version(policy_texts(policy))
    ground = ground_of(version, sources, institutions, secret)
    given = judgement_tables(judgements) | suppression_table(suppressions)
    task = _Task(con, as_of, secret, ground, given, progress)
    done = last_done(con, ground, task.today)
    fit = fit or needs_fit(con, STEPS)
    changed = None
    with bounded_memory(con, _MEMORY_MIB):
        if done and not full and not fit and _is_little(con):
            changed, waiting = _refresh(task, done)
        else:
            waiting = _rebuild(task, sources, institutions, policy, fit)
        is_due, since = history_since(con)
        if is_due:
            # From what readers see now; a run killed before it is done is followed by one that does it.
            write_history(con, task.today, since, progress)
            note_history(con)
    counts = _count(con, _COUNTED)
    return ReconcileResult(version, model_version(con) or "", counts, changed, fit, waiting)


@dataclass(frozen=True)
class _Task:
    con: duckdb.DuckDBPyConnection
    as_of: datetime
    secret: str
    ground: str
    # Tables that people gave.
    given: Mapping[str, pa.Table]
    progress: Progress

    @property
    def today(self) -> date:
        return day_of(self.as_of)

    @property
    def parameters(self) -> Mapping[str, object]:
        return {
            "as_of": self.as_of, "today": self.today, "secret": self.secret, "link_probability": LINK_PROBABILITY,
            "crowd": CROWD, "learnt_support": LEARNT_SUPPORT, "learnt_share": LEARNT_SHARE,
        }  # fmt: skip


def _is_little(con: duckdb.DuckDBPyConnection) -> bool:
    return gather_news(con) <= REFRESHED_SHARE * number(con, "SELECT count(*) FROM main.statement")


def _rebuild(
    task: _Task, sources: Mapping[str, Source], institutions: Path | None, policy: Path | None, fit: bool
) -> int:
    """Make every table anew, beside the ones people read; how many contents wait to be normalized."""
    con = task.con
    with new_generation(con) as generation:
        load_policy(con, policy)
        write_sources(con, sources)
        write_user_aliases(con, institutions)
        for name, rows in task.given.items():
            store(con, name, rows)
        keep_earlier(con)
        if not fit:
            keep_model(con, STEPS)
        for done, step in enumerate(STEPS):
            task.progress(step.name, done, len(STEPS))
            if step.kind != "model" or fit:
                _make(con, step, generation, task.parameters)
        task.progress("", len(STEPS), len(STEPS))
        with transaction(con):
            switch(con, generation)
            con.execute(f"CREATE OR REPLACE VIEW main.claim AS {read_sql('warehouse', 'claim')}")
            waiting = _note(task, generation, is_refresh=False)
            if fit:
                note_fit(con, STEPS)
    drop_others(con, generation)
    return waiting


def _refresh(task: _Task, done: Done) -> tuple[Mapping[str, int], int]:
    """Make anew what changed since, in the tables people read; they see all of it or nothing.

    Returns the rows changed by table, and how many contents wait to be normalized.
    """
    con, parameters = task.con, {**task.parameters, "since": done.day}
    with in_generation(con, done.generation), transaction(con):
        refresh = Refresh(con, done.generation, parameters, is_new_day=task.today != done.day)
        for name, rows in task.given.items():
            refresh.give(name, rows)
        refresh.run(STEPS, task.progress)
        waiting = _note(task, done.generation, is_refresh=True)
    return refresh.changed, waiting


def _note(task: _Task, generation: str, *, is_refresh: bool) -> int:
    append_events(task.con)
    note_judgements(task.con)
    return note_done(task.con, generation, task.ground, task.today, is_refresh=is_refresh)


def _make(con: duckdb.DuckDBPyConnection, step: Step, generation: str, parameters: Mapping[str, object]) -> None:
    if step.kind == "view":
        make_view(con, step, generation, parameters)
    elif step.number:
        step.number.extend(con)
    elif step.make:
        store(con, step.name, step.make(con))
    else:
        build(con, step.package, [step.name], parameters)


def _count(con: duckdb.DuckDBPyConnection, tables: tuple[str, ...]) -> dict[str, int]:
    (row,) = con.execute("SELECT " + ", ".join(f"(SELECT count(*) FROM {name})" for name in tables)).fetchall()
    return dict(zip(tables, row, strict=True))
