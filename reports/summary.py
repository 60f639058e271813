"""A release in a few counts, for a terminal: sources, registrations, links, conflicts."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Group
from rich.table import Table

from reports.measure import SEVERITIES, Row, rows
from reports.release import open_release
from reports.text import Text
from warehouse.db import build
from warehouse.schema import LINK_OUTCOMES, OFFICIAL_TIERS, STATUSES, TIERS

_STEPS = ("lower_source", "source_state", "registration_status", "link_outcome", "open_conflict")


@dataclass(frozen=True)
class Summary:
    """The counts of one release; every list is in the order it is shown."""

    release_id: str
    as_of: str
    sources: list[Row]  # rows of source_state
    registrations: dict[str | None, int]  # status -> count; None: withheld
    links: dict[str, int]  # link outcome -> listings of lower sources
    conflicts: list[Row]  # rows of open_conflict


def summary(release: Path) -> Summary:
    """Count what the release folder holds; raises WorkspaceError where it is not one."""
    with open_release(release) as opened:
        parameters = {
            "as_of": opened.as_of,
            "official_tiers": list(OFFICIAL_TIERS),
            "severities": list(SEVERITIES),
            "statuses": list(STATUSES),
            "tiers": list(TIERS),
        }
        build(opened.con, "reports", _STEPS, parameters)
        links = {row["outcome"]: row["listing_count"] for row in rows(opened.con, "link_outcome")}
        return Summary(
            release_id=opened.release_id,
            as_of=str(opened.as_of),
            sources=rows(opened.con, "source_state"),
            registrations={r["status"]: r["registration_count"] for r in rows(opened.con, "registration_status")},
            links={outcome: links.get(outcome, 0) for outcome in LINK_OUTCOMES},
            conflicts=rows(opened.con, "open_conflict"),
        )


def render(counts: Summary, lang: str) -> Group:
    """The summary as tables for a rich console."""
    text = Text(lang)
    sources = _table(
        f"{counts.release_id} · {text('page.as_of')} {counts.as_of}",
        (text("column.source"), text("column.tier"), text("column.outcome")),
        (text("column.records"), text("summary.age")),
        (
            (
                row["title"],
                text(f"tier.{row['tier']}"),
                text(f"run.{row['outcome'] or 'never'}"),
                f"{row['record_count']:,}",
                f"{'—' if row['age_days'] is None else row['age_days']} / {row['age_limit_days']}",
            )
            for row in counts.sources
        ),
    )
    count = (text("column.count"),)
    registrations = _table(
        text("summary.registrations"),
        (text("column.status"),),
        count,
        ((text(f"status.{status or 'unknown'}"), f"{n:,}") for status, n in counts.registrations.items()),
    )
    links = _table(
        text("summary.links"),
        (text("column.outcome"),),
        count,
        ((text(f"outcome.{outcome}"), f"{n:,}") for outcome, n in counts.links.items()),
    )
    conflicts = _table(
        text("summary.conflicts"),
        (text("column.kind"), text("column.severity")),
        count,
        (
            (row[f"title_{lang}"] or row["kind"], text(f"severity.{row['severity']}"), f"{row['open_count']:,}")
            for row in counts.conflicts
        ),
    )
    return Group(sources, registrations, links, conflicts)


def _table(title: str, words: tuple[str, ...], figures: tuple[str, ...], lines: Iterable[tuple[str, ...]]) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", header_style="dim", min_width=40)
    for heading in words:
        table.add_column(heading)
    for heading in figures:
        table.add_column(heading, justify="right")
    for line in lines:
        table.add_row(*line)
    return table
