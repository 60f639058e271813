"""The SELECTs about institutions whose licence has ended, alone: a few rows in, the whole result out."""

from datetime import date, datetime
from typing import Any

import pytest

from tests.reconcile.conftest import RunStep, declare_all
from tests.reconcile.rows import HOSPITALS, listed, number, official
from tests.support import Lab

DAY = date(2026, 3, 1)


def entry(institution: str, day: date | None = DAY, **said: Any) -> list[dict[str, Any]]:
    """What is golden of an institution's licence, all of it by one entry."""
    about = {"entity_kind": "institution", "entity_id": institution, "is_golden": True, "asserted_on": day}
    values = {"licence_status": "active", "licence_valid_to": None} | said
    record = {"source_id": "units", "source_record_id": f"u {institution}"}
    return [about | record | {"field": f, "value": v} for f, v in values.items() if v]


def test_golden_values_say_whether_a_licence_has_ended(run_step: RunStep) -> None:
    claims = [
        *entry("good", licence_valid_to="2030-01-01"),
        *entry("over", licence_valid_to="2026-02-28"),
        *entry("last day", licence_valid_to="2026-03-01"),
        # Asked before it ended: it may have been renewed since.
        *entry("asked before", date(2026, 1, 1), licence_valid_to="2026-02-28"),
        *entry("undated", None, licence_valid_to="2026-02-28"),
        *entry("gone", licence_status="no_longer_listed", licence_valid_to="2026-02-28"),
        *entry("cancelled", licence_status="cancelled"),
        *entry("expired", licence_status="expired"),
        *entry("suspended", licence_status="suspended"),
        # Withheld, and another's status.
        *(claim | {"is_golden": False} for claim in entry("withheld", licence_status="cancelled")),
        *(claim | {"entity_kind": "registration"} for claim in entry("r", licence_status="cancelled")),
    ]
    licence = {"source_id": "units", "source_record_id": "u cancelled"}
    rows = run_step(
        "held_licence",
        settled_claim=claims,
        licence=[
            licence | {"is_current": True, "effective_on": date(2026, 2, 1)},
            licence | {"is_current": False, "effective_on": date(2020, 2, 1)},
        ],
    )
    assert [
        (r["institution_id"], r["source_record_id"], r["ended_as"], r["last_day"]) for r in rows if r["ended_as"]
    ] == [
        ("cancelled", "u cancelled", "cancelled", date(2026, 1, 31)),
        ("expired", "u expired", "expired", None),
        ("over", "u over", "expired", date(2026, 2, 28)),
    ]
    assert {r["institution_id"] for r in rows} & {"withheld", "r"} == set()


def test_who_is_shown_where_the_licence_has_ended(run_step: RunStep) -> None:
    def shown(record: str, **more: Any) -> dict[str, Any]:
        about = {
            "institution": "甲医院",
            "institution_key": "甲医院",
            "status": None,
            "last_seen_at": datetime(2026, 3, 1, 2),
            "shown_no": 1,
        }
        return {"source_id": "p", "source_record_id": record} | about | more

    listings = [
        shown("linked"), shown("unlinked"), shown("elsewhere", shown_no=2), shown("one of two", shown_no=3),
        # It may be a second name of another house.
        shown("ordinal", institution_key="甲市第1医院"),
        shown("says left", status="cancelled"), shown("says here", status="active"),
        # Last seen on the licence's last day.
        shown("in time", last_seen_at=datetime(2026, 2, 1, 2)),
    ]  # fmt: skip
    ids = ("source_id", "source_record_id")
    rows = run_step(
        "conflict_licence",
        held_licence=[
            {"institution_id": i, "source_id": "units", "source_record_id": f"u {i}", "ended_as": ended,
             "last_day": date(2026, 2, 1)} for i, ended in (("closed", "cancelled"), ("open", None))
        ],
        statement=[{n: r[n] for n in r if n != "shown_no"} for r in listings],
        lower_record=[{n: r[n] for n in (*ids, "shown_no")} for r in listings],
        meaning=[
            {"shown_no": 1, "institution_id": "closed", "meaning_count": 1, "relation": "short"},
            {"shown_no": 2, "institution_id": "open", "meaning_count": 1, "relation": "short"},
            {"shown_no": 3, "institution_id": "closed", "meaning_count": 2, "relation": "short"},
        ],
        link=[
            {n: r[n] for n in ids} | {"registration_id": "r", "practitioner_id": "p",
             "outcome": "linked" if r["source_record_id"] == "linked" else "unlinked"} for r in listings
        ],
    )  # fmt: skip
    # Between the registers: the first record that names the institution.
    rows += run_step(
        "conflict_host",
        {"today": DAY},
        registration=[
            {"registration_id": r, "practitioner_id": f"p {r}", "main_institution_id": i, "main_institution": "甲医院",
             "status": status} for r, i, status in
            (("active", "closed", "active"), ("ended", "closed", "cancelled"), ("open", "open", "active"))
        ],
        golden_value=[
            {"registration_id": r, "source_id": s, "source_record_id": f"{r} {s}", "main_institution_id": i}
            for r in ("active", "ended", "open") for s, i in (("a", None), ("b", "i"), ("c", "i"))
        ],
    )  # fmt: skip
    said = ("source_record_id", "registration_id", "other_record_id", "official_value")
    assert [tuple(r[n] for n in said) for r in rows] == [
        ("linked", "r", "u closed", "cancelled"),
        ("says here", None, "u closed", "cancelled"),
        ("unlinked", None, "u closed", "cancelled"),
        ("active b", "active", "u closed", "cancelled"),
    ]  # fmt: skip
    assert {(r["kind"], r["field"], r["listed_value"]) for r in rows} == {("institution_closed", "licence", "甲医院")}


@pytest.fixture
def night(lab: Lab) -> Lab:
    """A hospital whose licence ran out, among others."""
    lab = declare_all(lab)
    lab.declare("cn_units", "national", subject="institution", asserts="live")
    lab.land("cn_national", [official(1), official(2, name="李四海", hospital="second")], at=0)
    lab.land(
        "cn_platform", [listed("d1"), listed("d2", name="李四海", hospital="second"), listed("d3", name="欧阳霁")], at=0
    )
    licence = {"province": "浙江省", "status": "正常", "valid_to": "2026-02-28"}
    units = [
        licence | {"source_key": "u1", "institution": HOSPITALS["first"]},
        licence | {"source_key": "u2", "institution": HOSPITALS["second"], "valid_to": "2030-01-01"},
    ]
    lab.land("cn_units", units, at=0)
    lab.run(0)
    return lab


def test_a_closed_institution_is_said_of_every_entry_and_makes_nobody_inactive(night: Lab) -> None:
    rows = night.table(
        "SELECT source_id, source_record_id, kind, other_source_id, official_value, listed_value FROM conflict"
    )
    assert [tuple(r.values()) for r in rows] == [
        ("cn_national", f"{number(1)}|浙江省", "institution_closed", "cn_units", "expired", HOSPITALS["first"]),
        ("cn_platform", "d1", "institution_closed", "cn_units", "expired", HOSPITALS["first"]),
        ("cn_platform", "d3", "institution_closed", "cn_units", "expired", HOSPITALS["first"]),
    ]
    assert {r["status"] for r in night.table("registration")} == {"active"}
