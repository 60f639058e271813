"""Reconcile: who is meant, what is officially so, who disagrees; tables in, tables out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from reconcile import keys
from reconcile.ledger import append_conflicts, append_entities, keep_earlier
from reconcile.macros import define_macros
from reconcile.policy import load_policy
from reconcile.register import write_sources, write_user_aliases
from warehouse.db import Progress, build, silent
from warehouse.source import Source

# A SELECT of sql/, or a function that makes the table of its name where only Python can.
Step = str | Callable[[duckdb.DuckDBPyConnection], None]

# What official sources say. Nothing from here to `adverse_act` reads a record of a lower tier.
OFFICIAL: tuple[Step, ...] = (
    "statement", "official_content", keys.former_name, keys.site_name,
    "official_site", "institution",
    "numbered_record", "fitting_record", "registration_record",
    "official_claim", "settled_claim", "adverse_act",
    "registration", "practitioner", "practice_site",
)  # fmt: skip
STEPS: tuple[Step, ...] = (*OFFICIAL, "conflict_official", "conflict_found")


@dataclass(frozen=True)
class ReconcileResult:
    """What a reconcile found; `text` says it in one line."""

    policy_version: str
    counts: Mapping[str, int]

    def text(self) -> str:
        """One line: how many rows of each table."""
        return "reconcile: " + ", ".join(f"{n:,} {name}" for name, n in self.counts.items())


def reconcile(
    con: duckdb.DuckDBPyConnection,
    sources: Mapping[str, Source],
    as_of: datetime,
    secret: str,
    *,
    institutions: Path | None = None,
    progress: Progress = silent,
) -> ReconcileResult:
    """Rebuild every derived table but `record` and `issue` as of a moment; all of it or nothing.

    Reads history (`spell`, `run`, `sighting`, `question`), `record` and the view `raw_record`; `institutions` is the
    user's own institutions.csv (alias, institution, province), which need not exist. Ids are keyed with `secret`.
    The same history, policy and moment give the same rows in any order of arrival; ledgers grow by what changed.
    Raises PolicyError for a policy with gaps, WorkspaceError for an unreadable institutions.csv.
    """
    define_macros(con)
    con.execute("BEGIN")
    try:
        version = load_policy(con)
        write_sources(con, sources)
        write_user_aliases(con, institutions)
        keep_earlier(con)
        build(con, "warehouse", ["spell_seen"])
        parameters = {"as_of": as_of, "secret": secret}
        for done, step in enumerate(STEPS):
            progress(step if isinstance(step, str) else step.__name__, done, len(STEPS))
            if isinstance(step, str):
                build(con, "reconcile", [step], parameters)
            else:
                step(con)
        append_entities(con, as_of)
        append_conflicts(con, as_of)
        progress("", len(STEPS), len(STEPS))
        counts = _count(con, ("registration", "practitioner", "institution"))
        con.execute("COMMIT")
    except BaseException:
        con.execute("ROLLBACK")
        raise
    return ReconcileResult(version, counts)


def _count(con: duckdb.DuckDBPyConnection, tables: tuple[str, ...]) -> dict[str, int]:
    row = con.execute("SELECT " + ", ".join(f"(SELECT count(*) FROM {name})" for name in tables)).fetchone()
    return dict(zip(tables, row or (), strict=True))
