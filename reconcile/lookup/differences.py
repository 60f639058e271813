"""Where what was asked differs from what is officially so, field by field, with since when if officials date it."""

import re
from typing import Any

from normalize.text import tidy
from reconcile.departments import verdict_of
from reconcile.lookup.details import Person, Row
from reconcile.lookup.question import Question

_CHIEFS = ("chief", "associate_chief")
_LOWER_LEVELS = ("assistant", "rural_gp")


def differences(
    question: Question, person: Person, registrations: list[Row], how: str, meant: set[int], *, is_others: bool
) -> tuple[Row, ...]:
    """Rows of field, asked, official, since (a day or None) and kind, in the order of the fields.

    kind: `differs`; `written_otherwise` (the name, in other characters or with blanks); `former` (it was officially
    so); `later` (it became so later); `others` (the number is registered under another name); `unknown_name` (the
    institution's name fits none we know, or several); `check` (no contradiction by itself).
    `registrations` has the one asked for first. Another name of the same institution is no difference.
    """
    lead = registrations[0]
    found = [
        _name(question, person, how),
        _number(question, registrations, is_others),
        _institution(question, person, lead, meant),
        _province(question, registrations),
        _plain("level", question.given.get("level"), question.level, lead["level"]),
        _plain("category", question.given.get("category"), question.category, lead["category"]),
        _scope(question, lead),
        _department(question, lead),
        _title(question, lead),
        _plain("status", question.given.get("status"), question.status, lead["status"], lead["status_since"]),
    ]
    return tuple(row for row in found if row)


def another_s_number(question: Question) -> Row:
    """The difference where nobody is decided for, and the number asked is registered under another name."""
    return _row("certificate_no", question.given["certificate_no"], None, kind="others")


def is_written_as(question: Question, name: str | None) -> bool:
    """Whether the name asked is this very name, width, dots and what stands around it aside; Latin capitals, too.

    Names of one match key may be written otherwise: traditional, in variants, with blanks between the characters.
    """
    return name is None or _written(question.given["name"]) == _written(name)


def _written(name: str) -> str:
    name = tidy(name)
    if name < "\u0300":
        return re.sub(r"[ .,'’·-]", "", name).upper()
    # Blanks between Chinese characters are another writing; dots differ from one keyboard to the next.
    return re.sub(r" ?[·•・‧∙⋅ᆞ●.] ?", "", name)


def _row(field: str, asked: str | None, official: Any, since: str | None = None, kind: str = "differs") -> Row:
    return {"field": field, "asked": asked, "official": official, "since": since, "kind": kind}


def _plain(
    field: str, shown: str | None, asked: str | None, official: str | None, since: str | None = None
) -> Row | None:
    return _row(field, shown, official, since) if asked and official and asked != official else None


def _name(question: Question, person: Person, how: str) -> Row | None:
    if how == "same":
        is_as_asked = is_written_as(question, person.name)
        return None if is_as_asked else _row("name", question.given["name"], person.name, kind="written_otherwise")
    return _row("name", question.given["name"], person.name, kind=how if how in ("former", "later") else "differs")


def _number(question: Question, registrations: list[Row], is_others: bool) -> Row | None:
    asked = question.certificate_no or question.certificate_mask
    official = [row["certificate_no"] for row in registrations if row["certificate_no"]]
    if not asked or not official or any(_numbers_agree(asked, number) for number in official):
        return None
    return _row("certificate_no", asked, official[0], kind="others" if is_others else "differs")


def _numbers_agree(one: str, other: str) -> bool:
    """Equal, a hidden digit standing for any."""
    return len(one) == len(other) and all(a == b or "*" in (a, b) for a, b in zip(one, other, strict=True))


def _institution(question: Question, person: Person, lead: Row, meant: set[int]) -> Row | None:
    asked = question.given.get("institution")
    if not asked:
        return None
    if not meant:
        return _row("institution", asked, lead["main_institution"], kind="unknown_name")
    live = {row["registration_no"] for row in person.registrations if row["is_live"]}
    ever = [site for site in person.sites if site["institution_no"] in meant]
    standing = [s for s in ever if s["kind"] != "former" and (s["registration_no"] in live or not live)]
    if standing and all(s["kind"] == "filed" and s["is_ended"] for s in standing):
        return _row("institution", asked, lead["main_institution"], standing[0]["valid_to"], "former")
    if standing:
        return None
    # A date is worth saying only where the institution asked was official before the present one.
    present = [s["asserted_from"] for s in person.sites if s["institution_no"] == lead["institution_no"]]
    since = max(filter(None, present), default=None)
    moved = since and any(s["asserted_from"] and s["asserted_from"] < since for s in ever)
    kind = "former" if ever else "unknown_name" if len(meant) > 1 else "differs"
    return _row("institution", asked, lead["main_institution"], since if moved else None, kind)


def _province(question: Question, registrations: list[Row]) -> Row | None:
    standing = [row for row in registrations if row["is_live"]] or registrations
    official = [row["province"] for row in standing if row["province"]]
    if not question.province or not official or question.province in official:
        return None
    return _row("province", question.given["province"], official[0])


def _scope(question: Question, lead: Row) -> Row | None:
    official = lead["scope"].split("|") if lead["scope"] else []
    if not official or set(question.scope) <= set(official):
        return None
    return _row("scope", question.given["scope"], lead["scope"], kind="check")


def _department(question: Question, lead: Row) -> Row | None:
    scopes = lead["scope"].split("|") if lead["scope"] else []
    verdict = verdict_of(question.department_code, lead["category"], scopes, lead["main_institution_kind"])
    return (
        _row("department", question.given["department"], lead["scope"], kind="check") if verdict == "outside" else None
    )


def _title(question: Question, lead: Row) -> Row | None:
    if question.title in _CHIEFS and lead["level"] in _LOWER_LEVELS:
        return _row("title", question.given["title"], lead["level"], kind="check")
    return None
