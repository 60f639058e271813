"""The steps of a reconcile in their order, and the one function that runs them: tables in, tables out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from reconcile import keys
from reconcile.generation import drop_others, new_generation, switch
from reconcile.judgements import write_judgements
from reconcile.ledger import append_events, keep_earlier, note_judgements
from reconcile.macros import define_macros
from reconcile.policy import load_policy
from reconcile.register import write_sources, write_user_aliases
from reconcile.suppressions import write_suppressions
from warehouse.days import day_of
from warehouse.db import Progress, build, read_sql, silent
from warehouse.source import Source

# A SELECT of sql/, or a function that makes the table of its name where only Python can.
Step = str | Callable[[duckdb.DuckDBPyConnection], None]

# What official sources say. Nothing from here to `adverse_act` rests on a record of a lower tier.
OFFICIAL: tuple[Step, ...] = (
    "statement", "official_content", keys.former_name, keys.site_name,
    "licence", "official_site",
    "judged_pair", "judged_apart",
    "numbered_record", "fitting_record", "person_record", "judged_tie", "judged_person", "registration_record",
    "official_record", "official_claim", "institution_said", "settled_claim", "fallen_claim",
    "institution", "institution_claim", "held_licence", "granted", "adverse_act",
    "registration", "practitioner", "practice_site",
)  # fmt: skip
# Whom the others mean, by the anchors the official side has set.
LINKING: tuple[Step, ...] = (
    "known_institution", keys.bracket_name, keys.short_name, "institution_name", "institution_alias",
    "institution_relation", keys.name_place, "lower_record", "meaning",
    "anchor", "anchor_name", "anchor_site", "anchor_pattern", "name_frequency",
    "listing_judgement", "judged_listing",
    "candidate", "coverage", "unresolved_name", keys.alike, "likeness", "scored_pair", "ranked_person",
    "act_link", "found_link", "suppressed_person", "suppressed_listing", "link", "listing",
)  # fmt: skip
# Who disagrees, and what is worth asking a look-up source.
DISAGREEING: tuple[Step, ...] = (
    "person_site", "linked_listing", "scoped_department", keys.department_verdict,
    "conflict_official", "conflict_site", "conflict_field", "conflict_record", "conflict_act", "conflict_licence",
    "conflict_registration", "listing_error", "source_copy", "conflict_copied",
    "conflict_found", "entity_event", "conflict_event", "conflict", keys.province_name, "next_question",
    "judgement_state", "judgement", "judgement_issue", "suppressed_question",
)  # fmt: skip
STEPS = (*OFFICIAL, *LINKING, *DISAGREEING)
# Links below it would be wrong more often than one in twenty; those made are right far oftener, as most are near 1.
LINK_PROBABILITY = 0.95


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
    judgements: Path | None = None,
    suppressions: Path | None = None,
    policy: Path | None = None,
    progress: Progress = silent,
) -> ReconcileResult:
    """Rebuild every derived table but `record` and `issue` as of a moment; all of it or nothing.

    Reads history (`spell`, `run`, `sighting`, `question`), `record` and the view `raw_record`; `institutions` is the
    user's own institutions.csv (`reconcile.register`), `judgements` what people decided about pairs (judgements.csv),
    `suppressions` what they asked to have removed (suppressions.csv); none need exist. `policy` is a folder with
    another policy than the one that ships. Ids are keyed with `secret`.
    The same history, policy and moment give the same rows in any order of arrival; ledgers grow by what changed.
    Raises PolicyError for a policy with gaps, WorkspaceError for a file of the user's that cannot be read.
    """
    define_macros(con)
    parameters = {"as_of": as_of, "today": day_of(as_of), "secret": secret, "link_probability": LINK_PROBABILITY}
    with new_generation(con) as generation:
        version = load_policy(con, policy)
        write_sources(con, sources)
        write_user_aliases(con, institutions)
        write_judgements(con, judgements)
        write_suppressions(con, suppressions)
        keep_earlier(con)
        build(con, "warehouse", ["spell_seen"])
        for done, step in enumerate(STEPS):
            progress(step if isinstance(step, str) else step.__name__, done, len(STEPS))
            if isinstance(step, str):
                build(con, "reconcile", [step], parameters)
            else:
                step(con)
        progress("", len(STEPS), len(STEPS))
        con.execute("BEGIN")
        try:
            append_events(con)
            note_judgements(con)
            switch(con, generation)
            con.execute(f"CREATE OR REPLACE VIEW main.claim AS {read_sql('warehouse', 'claim')}")
            con.execute("COMMIT")
        except BaseException:
            con.execute("ROLLBACK")
            raise
    drop_others(con, generation)
    counts = _count(con, ("registration", "practitioner", "institution", "link", "conflict"))
    return ReconcileResult(version, counts)


def _count(con: duckdb.DuckDBPyConnection, tables: tuple[str, ...]) -> dict[str, int]:
    (row,) = con.execute("SELECT " + ", ".join(f"(SELECT count(*) FROM {name})" for name in tables)).fetchall()
    return dict(zip(tables, row, strict=True))
