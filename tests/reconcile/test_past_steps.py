"""Each SELECT that finds the days of change and narrows history to a day; the rules that then run have their own."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

import duckdb
import pytest

from reconcile.past import define_past_macros
from tests.reconcile.conftest import Rows, as_table
from warehouse.db import read_sql

Row = dict[str, Any]
Run = Callable[..., list[Row]]
KNOWN = ("run", "spell", "sighting", "record", "source", "statement", "registration_record", "shown_end")


def on(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}T02:00:00")


@pytest.fixture
def run_past(con: duckdb.DuckDBPyConnection) -> Run:
    """Run past/sql/NAME.sql over the given tables (`known_NAME` for what is known today) and return its rows."""
    define_past_macros(con)
    con.execute("CREATE SCHEMA known")

    def run(name: str, parameters: Row | None = None, **tables: Rows) -> list[Row]:
        for table, rows in tables.items():
            con.register("given", as_table(rows))
            place = f"known.{table.removeprefix('known_')}" if table.startswith("known_") else table
            con.execute(f"CREATE OR REPLACE TABLE {place} AS SELECT * FROM given")
            con.unregister("given")
        cursor = con.execute(f"SELECT * FROM ({read_sql('reconcile.past', name)}) ORDER BY ALL", parameters or {})
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    return run


def rec(record: str, source: str = "a", **more: Any) -> Row:
    return {"source_id": source, "source_record_id": record} | more


def ran(run: str, day: str, source: str = "a", **more: Any) -> Row:
    return {
        "run_id": run, "source_id": source, "kind": "import", "outcome": "complete", "started_at": at(day),
        "asserted_on": on(day),
    } | more  # fmt: skip


def test_a_spell_speaks_from_what_the_entry_states_else_the_list_but_never_later_than_read(run_past: Run) -> None:
    spells = [
        rec(n, content_digest="c", opened_run_id="r", closed_run_id="s", missed_run_id=None) for n in ("1", "2", "3")
    ]
    rows = run_past(
        "said",
        about=[rec(n, practitioner_id="p", registration_id="g") for n in ("1", "2")],
        known_spell=spells,
        known_record=[
            rec("1", content_digest="c", asserted_on=on("01-05")),
            rec("2", content_digest="c", asserted_on=None),
            rec("3", content_digest="c", asserted_on=None),
        ],
        known_run=[ran("r", "02-01", asserted_on=on("03-01")), ran("s", "03-03", asserted_on=None)],
    )
    assert [(r["source_record_id"], r["said_on"], r["closed_on"], r["missed_on"]) for r in rows] == [
        ("1", on("01-05"), on("03-03"), None), ("2", on("02-01"), on("03-03"), None),
    ]  # fmt: skip


def test_a_list_without_a_date_takes_the_date_away(run_past: Run) -> None:
    rows = run_past(
        "source_day",
        known_run=[
            ran("1", "01-01"), ran("2", "02-01", asserted_on=None), ran("late", "03-01", asserted_on=on("01-20")),
            ran("partial", "01-10", outcome="partial"), ran("asked", "01-11", kind="lookup"),
        ],
    )  # fmt: skip
    assert [(r["day"], r["asserted_on"]) for r in rows] == [
        (on("01-01"), on("01-01")), (on("01-20"), on("01-20")), (on("02-01"), on("01-20")),
    ]  # fmt: skip


def turns(run_past: Run, *, is_tie: bool, limit: int = 40) -> list[date]:
    rows = run_past(
        "turn",
        contested=[{"source_id": "a", "other_source_id": "b", "is_tie": is_tie}],
        known_source=[{"source_id": "a", "age_limit_days": limit}, {"source_id": "b", "age_limit_days": 1000}],
        source_day=[
            {"source_id": s, "day": on(d), "asserted_on": on(d)}
            for s, d in (("a", "01-01"), ("b", "01-11"), ("a", "01-21"), ("b", "03-10"))
        ],
    )
    return sorted(row["day"] for row in rows if row["day"].year == 2026)


def test_equals_turn_with_every_list_others_when_one_is_too_old(run_past: Run) -> None:
    # a is too old from 3 March; then it counts that b comes later, on the 10th.
    assert turns(run_past, is_tie=False) == [on("01-01"), on("01-11"), on("03-03"), on("03-10")]
    assert turns(run_past, is_tie=False, limit=500) == [on("01-01"), on("01-11")]
    assert turns(run_past, is_tie=True, limit=500) == [on("01-01"), on("01-11"), on("01-21"), on("03-10")]


CONTENT = {
    "instrument": None, "level": "physician", "category": "clinical", "scope": [], "status": "active",
    "valid_from": None, "valid_to": None, "assessment": None, "assessed_on": None, "name": "王小明", "gender": None,
}  # fmt: skip


@pytest.mark.parametrize(
    ("more", "closed_as", "expected"),
    [
        ({}, None, []),
        ({"level": None}, None, []),
        ({"level": "assistant"}, None, [("02-01", None, False)]),
        ({"name": "王晓明"}, None, [("02-01", None, False)]),
        ({}, "gone", [("02-01", None, False)]),
        ({"tier": "national", "level": "assistant"}, None, [("02-01", None, True)]),
    ],
)
def test_contents_that_differ_while_both_speak_are_contested(
    run_past: Run, more: Row, closed_as: str | None, expected: list[Any]
) -> None:
    tier = more.get("tier", "provincial")
    rows = run_past(
        "contested",
        about=[rec("1", practitioner_id="p"), rec("2", "b", practitioner_id="p"), rec("3", practitioner_id="q")],
        said=[
            rec(n, s, practitioner_id=p, registration_id="g", content_digest="c", said_on=on(d), first_seen_at=at(d),
                closed_run_id=None, closed_as=closed_as if n == "2" else None)
            for n, s, p, d in (("1", "a", "p", "01-01"), ("2", "b", "p", "02-01"), ("3", "a", "q", "01-01"))
        ],
        known_record=[
            rec("1", content_digest="c", **CONTENT),
            rec("2", "b", content_digest="c", **CONTENT | {k: v for k, v in more.items() if k != "tier"}),
        ],
        known_source=[{"source_id": "a", "tier": "national"}, {"source_id": "b", "tier": tier}],
        known_official_site=[rec("1", content_digest="c", role="main", institution_id="i")],
    )  # fmt: skip
    assert [(r["from_on"], r["to_on"], r["is_tie"]) for r in rows] == [
        (on(f), date(9999, 12, 31) if t is None else on(t), tie) for f, t, tie in expected
    ]


def test_ages_count_while_contents_are_contested(run_past: Run) -> None:
    rows = run_past(
        "aging",
        contested=[
            rec("1", other_source_id="b", other_record_id="2", practitioner_id="p", from_on=on("02-01"),
                to_on=on("05-01"), is_tie=False)
        ],
        turn=[{"source_id": "a", "other_source_id": "b", "is_tie": t, "day": on(d)}
              for t, d in ((False, "02-20"), (True, "02-21"), (False, "06-01"))],
        said=[rec("1", opened_run_id="r", said_on=on("02-01"), closed_on=None, missed_on=None)],
        source_day=[{"source_id": "b", "day": on(d), "asserted_on": on(d)} for d in ("01-15", "02-15", "04-20")],
        known_spell_seen=[rec("1", opened_run_id="r", asserted_on=on("02-10"))],
        known_sighting=[rec("1", run_id="seen")],
        known_run=[ran("seen", "03-01")],
        known_source=[{"source_id": "a", "age_limit_days": 40}, {"source_id": "b", "age_limit_days": 40}],
    )  # fmt: skip
    # What was said or seen last, that day and 41 days, and the first list of the other from then on.
    assert [r["day"] for r in rows] == [on(d) for d in (
        "02-01", "02-10", "02-15", "02-20", "03-01", "03-14", "03-23", "04-11", "04-20",
    )]  # fmt: skip


def test_values_may_change_when_something_is_said_ends_or_takes_effect(run_past: Run) -> None:
    site = {"institution": "甲医院", "valid_from": on("02-05"), "valid_to": on("02-09")}
    rows = run_past(
        "day_of_change",
        {"today": on("06-30")},
        person=[{"practitioner_id": "p"}],
        about=[rec("1", practitioner_id="p", registration_id="g")],
        said=[rec("1", practitioner_id="p", content_digest="c", said_on=on("02-01"), closed_on=on("03-01"))],
        aging=[{"practitioner_id": "p", "day": on("01-01")}, {"practitioner_id": "p", "day": on("04-01")}],
        known_record=[
            rec("1", content_digest="c", valid_to=on("05-01"), filed_sites=[site], registered_on=on("02-20"))
        ],
        known_statement=[
            rec("n", "b", certificate_no="N", is_official=True, is_act=True, status="suspended",
                effective_on=on("05-05"), published_at=None, asserted_on=None, valid_to=on("07-05")),
            rec("o", "b", certificate_no="O", is_official=True, is_act=True, status="cancelled",
                effective_on=on("05-06"), published_at=None, asserted_on=None, valid_to=None),
        ],
        known_registration_record=[rec("1", practitioner_id="p", certificate_no="N")],
        known_shown_end=[
            rec("1", registration_id="g", effective_on=None, published_at=None, first_asserted_on=on("03-02"),
                status="cancelled", valid_to=None),
            rec("1", registration_id="g", effective_on=on("03-04"), published_at=None, first_asserted_on=None,
                status="suspended", valid_to=on("03-07")),
        ],
    )  # fmt: skip
    # Nothing before the first day, nothing to come.
    assert [r["day"] for r in rows] == [on(d) for d in (
        "02-01", "02-05", "02-10", "02-20", "03-01", "03-02", "03-04", "03-08", "04-01", "05-02", "05-05",
    )]  # fmt: skip


def by_source(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: str(row["source_id"]))


def test_what_ended_a_spell_later_has_not_yet(run_past: Run) -> None:
    spell = rec(
        "1", practitioner_id="p", registration_id="g", content_digest="c", opened_run_id="r", said_on=on("02-01"),
        closed_on=on("04-01"), closed_run_id="s", closed_at=at("04-02"), closed_as="gone", missed_on=on("03-01"),
        missed_run_id="m", missed_at=at("03-02"),
    )  # fmt: skip
    moments = [{"practitioner_id": "p", "day": on(d)} for d in ("01-31", "02-01", "03-01", "04-01")]
    rows = run_past("spell", said=[spell], moment=moments)
    assert [(r["source_id"], r["missed_run_id"], r["closed_run_id"], r["closed_as"]) for r in by_source(rows)] == [
        ("a 2026-02-01", None, None, None),
        ("a 2026-03-01", "m 2026-03-01", None, None),
        ("a 2026-04-01", "m 2026-04-01", "s 2026-04-01", "gone"),
    ]


def test_a_run_speaks_from_its_day_on_but_may_have_read_what_speaks_for_an_earlier_one(run_past: Run) -> None:
    rows = run_past(
        "run",
        about=[rec("1", practitioner_id="p")],
        said=[rec("1", practitioner_id="p", opened_run_id="late", said_on=on("02-01"))],
        moment=[{"practitioner_id": "p", "day": on("02-01")}],
        known_run=[ran("early", "01-01"), ran("late", "03-01"), ran("other", "01-01", "z")],
    )
    assert [(r["run_id"], r["source_id"], r["outcome"]) for r in rows] == [
        ("early 2026-02-01", "a 2026-02-01", "complete"), ("late 2026-02-01", "a 2026-02-01", "partial"),
    ]  # fmt: skip


def state(registration: str, day: str, **so: Any) -> Row:
    return {"registration_id": registration, "practitioner_id": "p", "day": on(day), "so": {"status": None, **so}}


def test_days_on_which_the_same_is_so_are_one_spell(run_past: Run) -> None:
    states: Sequence[Row] = [
        state("g", "01-01", status="active"), state("g", "02-01", status="active"), state("g", "03-01"),
        state("g", "04-01", status="active"), state("h", "02-01", status="active"),
    ]  # fmt: skip
    rows = run_past("registration_history", every_state=states)
    assert [(r["registration_id"], r["valid_from"], r["valid_to"], r["status"]) for r in rows] == [
        ("g", on("01-01"), on("02-28"), "active"), ("g", on("03-01"), on("03-31"), None),
        ("g", on("04-01"), None, "active"), ("h", on("02-01"), None, "active"),
    ]  # fmt: skip


def test_a_value_that_officials_dispute_is_withheld_and_theirs(run_past: Run) -> None:
    values = (
        ("02-01", "active", ["a"]), ("02-02", None, []), ("02-03", "active", ["b"]), ("02-04", "active", ["b"]),
        ("02-05", None, []), ("02-06", "cancelled", ["act"]),
    )  # fmt: skip
    rows = run_past(
        "change",
        official_value=[
            {"registration_id": "g", "day": on(day), "field": "status", "value": v, "since": None, "sources": s}
            for day, v, s in values
        ],
        settled_claim=[
            {"entity_id": f"g {on(day)}", "field": "status", "source_id": f"{s} {on(day)}", "why_not": why}
            for day, why in (("02-02", "withheld"), ("02-05", "older"), ("02-06", "withheld"))
            for s in ("c", "b")
        ],
    )
    assert [(r["day"], r["before"], r["after"], r["sources"], r["was_withheld"], r["is_withheld"]) for r in rows] == [
        (on("02-01"), None, "active", ["a"], False, False),
        (on("02-02"), "active", None, ["b", "c"], False, True),
        (on("02-03"), None, "active", ["b"], True, False),
        (on("02-05"), "active", None, ["b"], False, False),
        (on("02-06"), None, "cancelled", ["act"], False, False),
    ]
