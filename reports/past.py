"""A person's history for a terminal: what was officially so when, what others showed meanwhile, who differed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text as Line

from reports.text import CODED, Text

Row = Mapping[str, Any]


def render_history(
    practitioner: Row,
    registrations: Sequence[Row],
    changes: Sequence[Row],
    shown: Sequence[Row],
    differences: Sequence[Row],
    kinds: Mapping[str, str],
    lang: str,
) -> Group:
    """The history as tables for a rich console; rows as `reconcile.past.timeline.History` has them.

    `kinds`: conflict kind -> its title in the language.
    """
    text = Text(lang)
    parts: list[RenderableType] = [Line(practitioner["name"] or text("status.unknown"), style="bold")]
    for registration in registrations:
        own = [change for change in changes if change["registration_id"] == registration["registration_id"]]
        province = text(f"province.{registration['province']}") if registration["province"] else "—"
        number = registration["certificate_no"] or "—"
        parts.append(
            Line(text("history.registration", id=registration["registration_id"], province=province, number=number))
        )
        parts.append(_table(text("history.official"), _said(own, text), text, "day", "change", "source"))
    listed = (
        (
            row["source_id"],
            text.join([row[name] for name in ("institution", "department") if row[name]]),
            f"{row['first_seen_on']} – {row['last_seen_on'] if row['closed_as'] else text('history.still')}",
        )
        for row in shown
    )
    parts.append(_table(text("history.shown"), listed, text, "source", "listed_value", "period"))
    found = (
        (
            row["source_id"],
            kinds.get(row["kind"], row["kind"]),
            f"{_word(text, row['field'], row['listed_value'])} ≠ {_word(text, row['field'], row['official_value'])}",
            f"{row['opened_on']} – {row['resolved_on'] or ''}",
        )
        for row in differences
    )
    parts.append(_table(text("history.differences"), found, text, "source", "kind", "listed_value", "period"))
    parts.append(Line(text("history.limits"), style="dim"))
    return Group(*parts)


def _said(changes: Sequence[Row], text: Text) -> Iterable[tuple[str, ...]]:
    first = min((change["day"] for change in changes), default=None)
    last: date | None = None
    for change in changes:
        after = _word(text, change["field"], change["after"]) if change["after"] else text("history.gone")
        if change["is_withheld"]:
            after = text("history.withheld")
        if change["since"]:
            is_day = change["field"] == "assessment"
            after += f" ({change['since'] if is_day else text('history.since', day=change['since'])})"
        before = "" if change["before"] is None else f"{_word(text, change['field'], change['before'])} → "
        if change["was_withheld"]:
            before = f"{text('history.withheld')} → "
        day = "" if change["day"] == last else str(change["day"])
        if day and change["day"] == first:
            day += f" ({text('history.first')})"
        last = change["day"]
        field = text(f"field.{change['field']}")
        yield day, f"{field}: {before}{after}", text.join(list(change["sources"]))


def _word(text: Text, field: str, value: str | None) -> str:
    if value is None:
        return "—"
    if field in CODED or field == "instrument":
        return text.section(field).get(value, value)
    return text.join(value.split("|")) if field in ("scope", "filed_sites") else value


def _table(title: str, lines: Iterable[tuple[str, ...]], text: Text, *columns: str) -> RenderableType:
    table = Table(title=title, title_justify="left", title_style="bold", header_style="dim", min_width=40)
    for name in columns:
        table.add_column(
            text(f"{'history' if name in ('day', 'change', 'period') else 'column'}.{name}"), overflow="fold"
        )
    for line in lines:
        table.add_row(*map(Line, line))
    return table if table.rows else Line(f"{title}: {text('history.none')}")
