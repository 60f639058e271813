"""What the audit measures: the named SELECTs of `sql/` in order, gathered into one value per platform."""

from dataclasses import dataclass
from typing import Any

import duckdb

from reports.proportion import Proportion
from reports.release import OpenRelease
from reports.text import CODED, Text
from warehouse.db import Progress, build, silent
from warehouse.schema import LINK_OUTCOMES, OFFICIAL_TIERS, STATUSES, TIERS

STEPS = (
    "lower_source",
    "kind",
    "field_check",
    "platform",
    "official_history",
    "coverage",
    "accuracy",
    "conflict_count",
    "conflict_list",
    "mismatch_list",
    "linked_list",
    "unresolved_list",
    "worst_example",
    "source_state",
    "incomplete_run",
    "registration_status",
    "issue_count",
    "release_count",
)
SEVERITIES = ("high", "medium", "low", "info")
# Fields that a register holds too, so that a listing agrees with it or not.
COMPARED = ("institution", "name", "status", "level", "category", "certificate_no")
# Fields no register holds. A listing can only be seen to contradict the scope or the level.
CONTRADICTED = ("department", "title")
# The order of the fields in every table.
FIELDS = COMPARED + CONTRADICTED

Row = dict[str, Any]


@dataclass(frozen=True)
class Platform:
    """One source that is not official, measured against the register."""

    source_id: str
    title: str
    publisher: str
    tier: str
    listing_count: int
    registration_count: int  # distinct registrations its listings are linked to
    outcomes: dict[str, Proportion]  # link outcome -> of its listings
    coverage: Proportion  # active registrations listed, of all active ones
    coverage_by_province: dict[str | None, Proportion]
    # Field -> agreeing (of CONTRADICTED: not contradicted) of checkable; fields with nothing to check are absent.
    accuracy: dict[str, Proportion]
    history: Row | None  # row of official_history; None where no official list shows what its listings are linked to
    conflicts: list[Row]  # rows of conflict_count
    examples: list[Row]  # rows of worst_example

    def checkable(self, field: str) -> Proportion:
        """Listings of which the field could be checked, of all of them."""
        return Proportion(self.accuracy[field].total, self.listing_count)

    def open_count(self, *severities: str) -> int:
        """Open conflicts of these severities; of all without any."""
        return sum(row["open_count"] for row in self.conflicts if not severities or row["severity"] in severities)


@dataclass(frozen=True)
class Audit:
    """All numbers of one audit. `con` still holds the lists behind them, as tables NAME_list."""

    release: OpenRelease
    platforms: list[Platform]
    counts: Row  # release_count
    kinds: list[Row]
    sources: list[Row]  # source_state
    incomplete_runs: list[Row]
    registration_statuses: list[Row]
    official_conflicts: list[Row]  # rows of conflict_count whose source is official
    issues: list[Row]

    @property
    def linked(self) -> Proportion:
        """Linked listings, of all lower listings."""
        return Proportion(
            sum(p.outcomes["linked"].count for p in self.platforms), sum(p.listing_count for p in self.platforms)
        )

    @property
    def institution(self) -> Proportion:
        """Listings whose institution agrees, of all checkable ones."""
        shares = [p.accuracy["institution"] for p in self.platforms if "institution" in p.accuracy]
        return Proportion(sum(s.count for s in shares), sum(s.total for s in shares))

    def open_count(self, *severities: str) -> int:
        """Open conflicts of all platforms, of these severities; of all without any."""
        return sum(platform.open_count(*severities) for platform in self.platforms)

    def has_charted_accuracy(self, least: int) -> bool:
        """Whether any compared field of any platform has at least so many checkable listings."""
        return any(p.accuracy[f].total >= least for p in self.platforms for f in COMPARED if f in p.accuracy)

    @property
    def source_titles(self) -> dict[str, str]:
        """Source id -> title as published."""
        return {source["source_id"]: source["title"] for source in self.sources}

    @property
    def provinces(self) -> list[str | None]:
        """Provinces with an active registration, by code; NULL last."""
        found = {province for p in self.platforms for province in p.coverage_by_province}
        return sorted(found, key=lambda province: (province is None, province))


def measure(release: OpenRelease, text: Text, progress: Progress = silent) -> Audit:
    """Build the tables of `STEPS` over the release and gather them; lists are in the text's language."""
    con = release.con
    labels = [(field, code, word) for field in CODED for code, word in text.section(field).items()]
    con.execute("CREATE OR REPLACE TABLE label (field VARCHAR, code VARCHAR, label VARCHAR)")
    con.executemany("INSERT INTO label VALUES (?, ?, ?)", labels)
    parameters = {
        "as_of": release.as_of,
        "lang": text.lang,
        "official_tiers": list(OFFICIAL_TIERS),
        "severities": list(SEVERITIES),
        "statuses": list(STATUSES),
        "tiers": list(TIERS),
    }
    build(con, "reports", STEPS, parameters, progress)
    conflicts = _by_source(con, "conflict_count")
    platforms = _platforms(con, conflicts)
    audited = {p.source_id for p in platforms}
    return Audit(
        release=release,
        platforms=platforms,
        counts=rows(con, "release_count")[0],
        kinds=rows(con, "kind"),
        sources=rows(con, "source_state"),
        incomplete_runs=rows(con, "incomplete_run"),
        registration_statuses=rows(con, "registration_status"),
        official_conflicts=[row for source, of in conflicts.items() if source not in audited for row in of],
        issues=rows(con, "issue_count"),
    )


def _platforms(con: duckdb.DuckDBPyConnection, conflicts: dict[str, list[Row]]) -> list[Platform]:
    coverage, accuracy, examples = (_by_source(con, name) for name in ("coverage", "accuracy", "worst_example"))
    histories = {row["source_id"]: row for row in rows(con, "official_history")}
    return [
        Platform(
            source_id=row["source_id"],
            title=row["title"],
            publisher=row["publisher"],
            tier=row["tier"],
            listing_count=row["listing_count"],
            registration_count=row["registration_count"],
            outcomes={outcome: Proportion(row[outcome], row["listing_count"]) for outcome in LINK_OUTCOMES},
            coverage=Proportion(
                sum(c["listed_count"] for c in coverage.get(row["source_id"], [])),
                sum(c["active_count"] for c in coverage.get(row["source_id"], [])),
            ),
            coverage_by_province={
                c["province"]: Proportion(c["listed_count"], c["active_count"])
                for c in coverage.get(row["source_id"], [])
            },
            accuracy={
                a["field"]: Proportion(a["match_count"], a["checkable_count"])
                for a in sorted(accuracy.get(row["source_id"], []), key=lambda a: FIELDS.index(a["field"]))
            },
            history=histories.get(row["source_id"]),
            conflicts=conflicts.get(row["source_id"], []),
            examples=examples.get(row["source_id"], []),
        )
        for row in rows(con, "platform")
    ]


def rows(con: duckdb.DuckDBPyConnection, table: str) -> list[Row]:
    """A small table as dicts, in the order it was built."""
    cursor = con.execute(f"SELECT * FROM {table}")
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]


def _by_source(con: duckdb.DuckDBPyConnection, table: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows(con, table):
        found.setdefault(row["source_id"], []).append(row)
    return found
