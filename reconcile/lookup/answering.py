"""Answers of the look-up: what is officially so of the one meant, or why that is not decided (docs/lookup.md)."""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from itertools import islice
from typing import Any

from reconcile.lookup.advice import (
    deciders,
    deciders_of_nobody,
    entrances,
    next_checks,
    reasons,
    why_nobody,
    why_not_active,
)
from reconcile.lookup.details import Details, Person, Row, read_details
from reconcile.lookup.differences import another_s_number, differences, is_written_as
from reconcile.lookup.question import Question
from reconcile.lookup.search import search

OUTCOMES = ("registered", "registered_with_conflicts", "not_active", "ambiguous", "not_found", "indeterminate")
# A registration of which officials do not state the status, or state different ones, is not taken to be ended.
_ACTIVE = ("active", None)
_OFFICIAL_CONFLICTS = ("official_disagreement", "certificate_collision")
_CONFLICT = (
    "kind", "title_zh", "title_en", "severity", "field", "official_value", "listed_value", "source_id", "source",
    "other_source", "opened_on",
)  # fmt: skip
_LISTED_AT_MOST = 20
_REACHES = ("certificate_no", "institution", "former_institution", "province", "elsewhere")


@dataclass(frozen=True)
class Answer:
    """One answer; every value is JSON. Codes are those of the schema, days ISO texts, lists in a fixed order.

    `outcome` is one of OUTCOMES. `rule` says what decided (certificate_no,
    institution, former_institution, province), `status` and `status_since` speak of the first of `registrations`,
    which is the one that was asked for; `shown_as` of one that ended is what an official list shows all the same, and
    as of which day. `candidates` are at most 20 of `candidate_count`. `deciders` would decide.
    `conflicts` are those between officials; `notes` what lower sources say, never part of the answer. `searched` are
    the official sources that could have answered, `rests_on` the records behind what is said, by content digest;
    `gone_on` of one that its list no longer showed: since when.
    `day` is the day that all of this is about, `known_from` the first day that any register searched speaks for.
    `share_known`: of the people listed in the province, what share official sources show; None: not known.
    """

    question: dict[str, str]
    faults: list[Row]
    outcome: str
    day: str | None = None
    known_from: str | None = None
    rule: str | None = None
    status: str | None = None
    status_since: str | None = None
    person: Row | None = None
    registrations: tuple[Row, ...] = ()
    differences: tuple[Row, ...] = ()
    conflicts: tuple[Row, ...] = ()
    candidates: tuple[Row, ...] = ()
    candidate_count: int = 0
    deciders: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    next_checks: tuple[str, ...] = ()
    entrances: tuple[Row, ...] = ()
    notes: tuple[Row, ...] = ()
    place: str | None = None
    share_known: float | None = None
    searched: tuple[Row, ...] = ()
    rests_on: tuple[Row, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The answer as a JSON object, field by field."""
        return {f.name: getattr(self, f.name) for f in fields(self)}


def answer(
    con: sqlite3.Connection, questions: Sequence[Question], as_of: date, day: date | None = None
) -> list[Answer]:
    """Answer questions from an open index (`search.open_index`) of a release's day: one answer each, in order.

    `day`, if given: of what was officially so on it, by all the release knows. A function of its arguments: the same
    release, question and day give the same answer, asked alone or with others.
    """
    about = day or as_of
    search(con, questions, about)
    found = read_details(con)
    return [_answer(no, question, found, about, is_past=about < as_of) for no, question in enumerate(questions)]


def _answer(no: int, question: Question, found: Details, day: date, *, is_past: bool) -> Answer:
    faults = [{"field": name, "code": code} for name, code in question.faults]
    if question.name is None:
        return Answer(
            dict(question.given), faults, "indeterminate", day.isoformat(), deciders=deciders_of_nobody(question),
            reasons=(why_nobody(question),), next_checks=("add_deciders",),
        )  # fmt: skip
    verdict = found.verdicts[no]
    searched = found.searched.get(no, [])
    shown = found.shown.get(no, [])
    common: dict[str, Any] = {
        "question": dict(question.given),
        "faults": faults,
        "day": day.isoformat(),
        "known_from": min((row["first_on"] for row in searched if row["first_on"]), default=None),
        "place": verdict["place"],
        "share_known": None if verdict["share"] is None else round(verdict["share"], 2),
        "searched": tuple(_source(row) for row in searched),
        "rests_on": _records(found, shown),
        "entrances": entrances(searched),
    }
    if verdict["rule"]:
        return _decided(no, question, verdict, found, common, is_past=is_past)
    # What lower sources list is known of the release's day alone.
    listed = [] if is_past else found.listed.get(no, [])
    return Answer(
        outcome=verdict["result"],
        candidates=tuple(_candidate(question, row, found.people[row["person_no"]], verdict["place"]) for row in shown),
        candidate_count=verdict["candidate_count"],
        deciders=deciders(question, verdict) if verdict["result"] == "ambiguous" else (),
        differences=(another_s_number(question),) if verdict["is_others_number"] else (),
        reasons=reasons(question, verdict, shown, searched),
        next_checks=next_checks(question, verdict, shown, searched),
        notes=tuple({"note": "listed_by", **_without(row, "no")} for row in islice(listed, _LISTED_AT_MOST)),
        **common,
    )


def _decided(
    no: int, question: Question, verdict: Row, found: Details, common: dict[str, Any], *, is_past: bool
) -> Answer:
    person = found.people[verdict["person_no"]]
    (shown,) = found.shown[no]
    meant = found.meanings.get(no, set())
    order = _asked_first(person, question, meant, verdict["place"])
    lead = order[0]
    conflicts = [c for c in person.conflicts if c["registration_no"] in (lead["registration_no"], None)]
    official = tuple(_conflict(c) for c in conflicts if c["is_official"] and c["kind"] in _OFFICIAL_CONFLICTS)
    if is_past:
        official = _past_conflicts(official, lead)
    if lead["status"] not in _ACTIVE:
        outcome = "not_active"
    else:
        outcome = "registered_with_conflicts" if official else "registered"
    return Answer(
        outcome=outcome,
        rule=verdict["rule"],
        status=lead["status"],
        status_since=lead["status_since"],
        person={"name": person.name, "practitioner_id": person.practitioner_id},
        registrations=tuple(_registration(row, person) for row in order),
        differences=differences(
            question, person, order, shown["how"], meant, is_others=bool(verdict["is_others_number"])
        ),
        conflicts=official,
        reasons=why_not_active(lead) if outcome == "not_active" else (),
        next_checks=next_checks(question, verdict, [shown], []) if outcome != "registered" else (),
        notes=tuple(
            {"note": "conflict", **_conflict(c)} for c in person.conflicts if not c["is_official"] and not is_past
        ),
        **common,
    )


def _past_conflicts(standing: tuple[Row, ...], lead: Row) -> tuple[Row, ...]:
    """The fields on which officials differed on the day, not who said what; and of one number, two names, as ever."""
    withheld = lead["withheld"].split("|") if lead["withheld"] else []
    disagreed = (dict.fromkeys(_CONFLICT) | {"kind": _OFFICIAL_CONFLICTS[0], "field": f} for f in withheld)
    return (*disagreed, *(c for c in standing if c["kind"] != _OFFICIAL_CONFLICTS[0]))


def _asked_first(person: Person, question: Question, meant: set[int], place: str | None) -> list[Row]:
    """The registrations, first the one that was asked for: of those that stand, by number, institution, province."""
    at = {s["registration_no"] for s in person.sites if s["institution_no"] in meant and s["kind"] != "former"}

    def rank(row: Row) -> tuple[Any, ...]:
        return (
            not row["is_live"],
            row["status"] not in _ACTIVE,
            question.certificate_no is not None and row["certificate_no"] != question.certificate_no,
            row["registration_no"] not in at,
            place is not None and row["province"] != place,
            row["registration_no"],
        )

    return sorted(person.registrations, key=rank)


def _registration(row: Row, person: Person) -> Row:
    sites = (s for s in person.sites if s["registration_no"] == row["registration_no"])
    overruled = (o for o in person.overruled if o["registration_no"] == row["registration_no"])
    kept = (
        "registration_id", "instrument", "certificate_no", "level", "category", "province", "main_institution",
        "status", "status_since", "valid_from", "valid_to", "assessment", "assessed_on", "age_days",
    )  # fmt: skip
    return {
        **{name: row[name] for name in kept},
        "scope": row["scope"].split("|") if row["scope"] else [],
        "sites": [_without(s, "person_no", "registration_no", "institution_no", "is_ended") for s in sites],
        "shown_as": next(({"status": o["status"], "day": o["shown_on"]} for o in overruled), None),
    }


def _candidate(question: Question, row: Row, person: Person, place: str | None) -> Row:
    """Whom it may be, in a few words; of several registrations the one that stands, in the place asked about."""
    lead = min(
        person.registrations,
        key=lambda r: (r["status"] not in _ACTIVE, place is not None and r["province"] != place, r["registration_no"]),
    )
    return {
        "practitioner_id": person.practitioner_id,
        "name": person.name,
        "how": row["how"] if row["how"] != "same" or is_written_as(question, person.name) else "written_otherwise",
        "reach": _REACHES[row["reach"]],
        "certificate_mask": _masked(lead["certificate_no"]),
        "institution": lead["main_institution"],
        "province": lead["province"],
        "level": lead["level"],
        "category": lead["category"],
        "status": lead["status"],
        "status_since": lead["status_since"],
    }


def _masked(number: str | None) -> str | None:
    """A candidate's number, enough of it to compare with one that is at hand.

    >>> _masked("110330100990001"), _masked("A-1")
    ('110********0001', '***')
    """
    if number is None:
        return None
    return f"{number[:3]}{'*' * (len(number) - 7)}{number[-4:]}" if len(number) > 10 else "*" * len(number)


def _records(found: Details, shown: Sequence[Row]) -> tuple[Row, ...]:
    names = ("source_id", "source_record_id", "content_digest", "asserted_on", "gone_on")
    rows: Iterator[Row] = (record for s in shown for record in found.people[s["person_no"]].records)
    distinct = {(r["source_id"], r["source_record_id"]): {n: r[n] for n in names} for r in rows}
    return tuple(distinct[key] for key in sorted(distinct))


def _source(row: Row) -> Row:
    names = ("source_id", "title", "covering", "asserted_on", "age_days", "age_limit_days", "state")
    return {name: row[name] for name in names}


def _conflict(row: Row) -> Row:
    return {name: row[name] for name in _CONFLICT}


def _without(row: Row, *names: str) -> Row:
    return {name: value for name, value in row.items() if name not in names}
