"""An institution for a terminal: its licence, the names it goes by, the physicians registered there."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table

from normalize.places import names_of
from normalize.text import read_codes
from reports.answer import age_words, value_words
from reports.text import Text

_ALIASES_SHOWN = 12


def render(name: str, houses: Mapping[str, Any], lang: str) -> Group:
    """What a name may mean: one institution, or several, each with all that is known; candidates; nothing.

    `houses`: as `reconcile.lookup.houses.Houses` has them.
    """
    text = Text(lang)
    if houses["candidates"]:
        return _candidates(name, houses["candidates"], houses["candidate_count"], text)
    found = houses["found"]
    if not found:
        return Group(text("house.none", name=escape(name)))
    parts: list[RenderableType] = []
    if len(found) > 1:
        parts.append(text("house.several", name=escape(name), n=len(found)))
    return Group(*parts, *(_house(house, text) for house in found))


def place_words(house: Mapping[str, Any], text: Text) -> str:
    """Province, city and county, as far as known."""
    division = house["division"] or ""
    codes = (f"{division[:4]}00", division) if division else ()
    names = dict.fromkeys(name[0] for name in map(names_of, codes) if name)
    return " ".join([value_words("province", house["province"], text), *names])


def _candidates(name: str, rows: Sequence[Mapping[str, Any]], count: int, text: Text) -> Group:
    which = "house.part_of" if rows[0]["is_part"] else "house.too_many"
    table = Table(box=None, header_style="dim")
    for heading in ("house.name", "house.place", "house.staff"):
        table.add_column(text(heading), overflow="fold")
    for row in rows:
        table.add_row(escape(row["name"] or "—"), place_words(row, text), f"{row['physician_count']:,}")
    return Group(text(which, name=escape(name), n=count, shown=len(rows)), table, text("house.more"))


def _house(house: Mapping[str, Any], text: Text) -> Table:
    title = f"{escape(house['name'])} · {place_words(house, text)}"
    table = Table(title=title, title_justify="left", title_style="bold", box=None, show_header=False)
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for field in ("registration_no", "uscc", "grade", "licence_status", "licence_valid_to", "subjects"):
        table.add_row(text(f"house.{field}"), escape(_value(field, house[field], text)))
    for relation in ("former", "second", "user", "short"):
        names = [row["alias"] for row in house["names"] if row["relation"] == relation]
        if names:
            more = " …" if len(names) > _ALIASES_SHOWN else ""
            table.add_row(text(f"house.{relation}"), escape(text.join(names[:_ALIASES_SHOWN])) + more)
    for row in house["sources"]:
        fields = text.join([text(f"house.{field}") for field in row["fields"]])
        table.add_row(text("house.source"), escape(f"{row['title']}: {age_words(row, text)} · {fields}"))
    for kind in ("main", "filed"):
        counts = [
            f"{value_words('status', row['status'], text)} {row['person_count']:,}"
            for row in house["staff"]
            if row["kind"] == kind
        ]
        if counts:
            table.add_row(f"{text('house.staff')} · {text('site.' + kind)}", text.join(counts))
    return table


def _value(field: str, value: Any, text: Text) -> str:
    if field == "grade" and value:
        return " ".join([text(f"grade.level_{value[0]}"), text(f"grade.class_{value[1]}")]).strip()
    if field == "subjects":
        # The first word of a code is that of the ministry's list.
        words = {row["code"]: row["word"] for row in reversed(list(read_codes("department")))}
        return value_words("", [words.get(code, code) for code in value], text)
    return value_words("status" if field == "licence_status" else "", value, text)
