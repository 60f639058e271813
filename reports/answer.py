"""One answer of the look-up for a terminal, in words: what was found, on what it rests, what to do next."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table

from reports.text import Text

Row = Mapping[str, Any]
# What reasons begin with that name a field that could not be understood.
_UNREAD = "unread_"
# Why a question names nobody.
_NOBODY = ("missing_name", "masked_name", "illegible_name")
# Fields whose values are codes of the catalog's section of that name.
_CODED = ("instrument", "level", "category", "status", "assessment", "province", "title")


def render(receipt: Row, lang: str) -> Group:
    """A receipt (the answer's fields with `release_id`, `as_of`, `receipt`) as tables and lines."""
    text = Text(lang)
    parts: list[RenderableType] = [f"[bold]{escape(headline(receipt, text))}[/]"]
    if receipt["simulated"]:
        parts.append(f"[dim]{text('lookup.simulated')}[/]")
    if receipt["day"] and receipt["day"] < receipt["as_of"]:
        parts.append(f"[bold]{text('lookup.past', day=receipt['day'], now=receipt['as_of'])}[/]")
        if receipt["known_from"] and receipt["day"] < receipt["known_from"]:
            parts.append(text("lookup.known_from", day=receipt["known_from"]))
    if receipt["rule"]:
        parts.append(f"{text('lookup.decided_by')}{text('page.colon')}{text('lookup.' + receipt['rule'])}")
    parts += [_registration(row, receipt, text) for row in receipt["registrations"]]
    parts += _differences(receipt, text) + _conflicts(receipt, text) + _candidates(receipt, text)
    for name, section in (("reasons", "reason"), ("next_checks", "check")):
        words = [text(f"{section}.{code}") for code in receipt[name]]
        parts += _lines(text("lookup.checks" if section == "check" else f"lookup.{name}"), words)
    if receipt["outcome"] in ("not_found", "indeterminate"):
        parts += _lines(text("lookup.entrances"), [f"{row['title']} {row['url']}" for row in receipt["entrances"]])
        parts.append(text("lookup.caveat"))
    parts += _lines(text("lookup.notes"), [note_words(row, text) for row in receipt["notes"]])
    parts += _searched(receipt, text)
    parts += _lines(text("lookup.faults"), fault_words(receipt, text))
    about = {"release": receipt["release_id"], "day": receipt["as_of"], "digest": receipt["receipt"]["digest"][:16]}
    parts.append(f"[dim]{text.count('lookup.rests_on', len(receipt['rests_on']), **about)}[/]")
    return Group(*parts)


def headline(answer: Row, text: Text) -> str:
    """The outcome in words, with whom, and for what is not active which status since when."""
    words = text(f"answer.{answer['outcome']}")
    unread = [text(f"field.{code.removeprefix(_UNREAD)}") for code in answer["reasons"] if code.startswith(_UNREAD)]
    if answer["outcome"] == "indeterminate" and unread:
        words = text("answer.not_understood", fields=text.join(unread))
    if answer["reasons"] and answer["reasons"][0] in _NOBODY:
        words = text(f"answer.{answer['reasons'][0]}")
    if answer["outcome"] == "not_active":
        words += text("page.colon") + value_words("status", answer["status"], text)
        if answer["status_since"]:
            words += " " + text("lookup.since", day=answer["status_since"])
    kinds = [row["kind"] for row in answer["differences"] if row["field"] == "certificate_no"]
    words += "".join(text("answer.others_number" if kind == "others" else "answer.other_number") for kind in kinds)
    name = answer["person"]["name"] if answer["person"] else answer["question"].get("name")
    return f"{name}{text('page.colon')}{words}" if name else words


def value_words(field: str, value: Any, text: Text) -> str:
    """A value as people read it: codes in words, lists joined, nothing as `not stated`."""
    if value is None or value == []:
        return text("lookup.not_known")
    if isinstance(value, list):
        return text.join(value)
    value = str(value)
    if field == "scope":
        return text.join(value.split("|"))
    section: Mapping[str, str] = text.section(field) if field in _CODED else {}
    return section.get(value, value)


def shown_words(registration: Row, text: Text) -> str | None:
    """Of a registration that has ended: that an official list shows it as standing all the same."""
    shown = registration.get("shown_as")
    return shown and text("lookup.shown_as", day=shown["day"], status=value_words("status", shown["status"], text))


def difference_words(row: Row, text: Text) -> str:
    """One difference as a phrase."""
    official = value_words("scope" if row["field"] == "department" else row["field"], row["official"], text)
    since = f" {text('lookup.since', day=row['since'])}" if row["since"] else ""
    kind = "" if row["kind"] == "differs" else f" ({text('difference.' + row['kind'])})"
    field = text(f"field.{row['field']}")
    # Of a number that is another's, where nobody is decided for, there is no official value to show.
    became = "" if row["official"] is None and row["kind"] == "others" else f" → {official}"
    return f"{field}{text('page.colon')}{row['asked']}{became}{since}{kind}"


def fault_words(receipt: Row, text: Text) -> list[str]:
    """What of the question was not understood, and why, a phrase a field."""
    # What is no certificate number may be a citizen's.
    shown = {name: value for name, value in receipt["question"].items() if name != "certificate_no"}
    return [
        f"{text('field.' + row['field'])}{text('page.colon')}"
        + " ".join(filter(None, (shown.get(row["field"]), f"({text('fault.' + row['code'])})")))
        for row in receipt["faults"]
    ]


def note_words(row: Row, text: Text) -> str:
    """What a lower source says, as a phrase."""
    if row["note"] == "listed_by":
        institution = row["institution"] or text("lookup.not_known")
        return text("lookup.listed_by", source=row["title"], institution=institution)
    value = value_words(row["field"] or "", row["listed_value"], text)
    return text("lookup.said", source=row["source"], kind=row[f"title_{text.lang}"], value=value)


def _registration(row: Row, receipt: Row, text: Text) -> Table:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for field in ("instrument", "certificate_no", "level", "category", "scope", "province"):
        table.add_row(text(f"field.{field}"), escape(value_words(field, row[field], text)))
    table.add_row(text("field.main_institution"), escape(value_words("", row["main_institution"], text)))
    status = value_words("status", row["status"] or "unknown", text)
    since = f" {text('lookup.since', day=row['status_since'])}" if row["status_since"] else ""
    table.add_row(text("field.status"), status + since)
    if words := shown_words(row, text):
        table.add_row("", words)
    if row["valid_to"]:
        table.add_row(text("field.valid_to"), row["valid_to"])
    if row["assessment"]:
        day = f" ({row['assessed_on']})" if row["assessed_on"] else ""
        table.add_row(text("field.assessment"), value_words("assessment", row["assessment"], text) + day)
    others = [site for site in row["sites"] if site["kind"] != "main"]
    for site in others:
        term = text("lookup.until", day=site["valid_to"]) if site["valid_to"] else ""
        kind = text(f"site.{site['kind']}")
        table.add_row(text("lookup.sites"), text("lookup.site", name=escape(site["institution"]), kind=kind, term=term))
    if row["age_days"] is not None:
        table.add_row("", f"[dim]{text.count('lookup.age', row['age_days'])}[/]")
    return table


def _differences(receipt: Row, text: Text) -> list[RenderableType]:
    words = [difference_words(row, text) for row in receipt["differences"]]
    return _lines(text("lookup.differences"), words)


def _conflicts(receipt: Row, text: Text) -> list[RenderableType]:
    words = [
        text("lookup.disagreed", field=text(f"field.{row['field']}"))
        if row["source"] is None
        else text(
            "lookup.against", field=text(f"field.{row['field']}"), source=row["source"],
            one=value_words(row["field"], row["listed_value"], text),
            other=value_words(row["field"], row["official_value"], text),
        )
        for row in receipt["conflicts"]
    ]  # fmt: skip
    return _lines(text("lookup.conflicts"), words)


def candidate_words(row: Row, text: Text) -> str:
    """Whom it may be, as a phrase: name, where, and enough of the number to compare."""
    about = [value for value in (row["institution"], row["certificate_mask"]) if value]
    return f"{row['name'] or '—'} · {text('how.' + row['how'])}" + (f" ({text.join(about)})" if about else "")


def check_words(receipt: Row, text: Text) -> list[str]:
    """What to do next, a phrase each; where nothing was found with the official entrances of the place."""
    checks = [text(f"check.{code}") for code in receipt["next_checks"]]
    if receipt["outcome"] not in ("not_found", "indeterminate"):
        return checks
    # Asked about no place, those of all of them would follow; the last is the country's.
    entrances = receipt["entrances"] if receipt["place"] else receipt["entrances"][-1:]
    return [*checks, *(f"{row['title']} {row['url']}" for row in entrances)]


def _candidates(receipt: Row, text: Text) -> list[RenderableType]:
    rows = receipt["candidates"]
    parts: list[RenderableType] = []
    if rows:
        title = text("lookup.candidates", shown=len(rows), total=receipt["candidate_count"])
        headings = (
            "lookup.name_as",
            "lookup.reach",
            "field.institution",
            "field.province",
            "field.level",
            "field.status",
            "field.certificate_no",
        )
        table = Table(*map(text, headings), title=title, title_justify="left", box=None, header_style="dim")
        for row in rows:
            table.add_row(
                f"{escape(row['name'] or '—')} · {text('how.' + row['how'])}",
                text(f"reach.{row['reach']}"),
                escape(row["institution"] or "—"),
                *(value_words(field, row[field], text) for field in ("province", "level", "status")),
                row["certificate_mask"] or "—",
            )
        parts.append(table)
    if receipt["deciders"]:
        words = text.join([text(f"decider.{code}") for code in receipt["deciders"]])
        parts.append(text("lookup.deciders", words=words))
    return parts


def _searched(receipt: Row, text: Text) -> list[RenderableType]:
    if not receipt["searched"]:
        return []
    table = Table(text("lookup.source"), text("lookup.day"), "", title=text("lookup.searched"), box=None)
    table.title_justify, table.header_style = "left", "dim"
    for row in receipt["searched"]:
        table.add_row(row["title"], age_words(row, text), text(f"state.{row['state']}"))
    if receipt["share_known"] is None:
        return [table]
    return [table, f"[dim]{text('lookup.share', share=round(receipt['share_known'] * 100))}[/]"]


def age_words(source: Row, text: Text) -> str:
    """The day a source speaks for, and how old that is, of how many days at most."""
    if not source["asserted_on"]:
        return "—"
    days = {"age": source["age_days"], "limit": source["age_limit_days"]}
    return text("lookup.aged", day=source["asserted_on"], **days)


def _lines(title: str, words: Sequence[str]) -> list[RenderableType]:
    return [f"[bold]{title}[/]", *(f"  {escape(word)}" for word in words)] if words else []
