"""Copies between sources: which errors prove one, which source is the copy, and that an error is counted once."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import pytest

from tests.reconcile.conftest import Rows, RunStep, declare_all
from tests.reconcile.rows import listed, number, official
from tests.support import Lab

DAY, NEXT, LATER = date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 3)


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 2)


def test_what_a_listing_shows_wrongly_and_since_when(run_step: RunStep) -> None:
    def of(record: str, **more: Any) -> dict[str, Any]:
        return {"source_id": "p", "source_record_id": record} | more

    listings: dict[str, dict[str, Any]] = {
        "right": {},
        "name": {"name_key": "王晓明"},
        # One of the person's names; unreadable, which a page's encoding does to everybody; masked.
        "former": {"name_key": "王大明"},
        "damaged": {"name_key": "王?明", "name_state": "damaged"},
        "what a damaged one may say": {"name_key": "王鑫磊"},
        "masked": {"name_key": None, "name_state": "masked"},
        "number": {"certificate_no": "N2"},
        # The number of another registration of the person.
        "permit": {"certificate_no": "P1"},
        "place": {},
        "sister": {},
        "title": {},
        "status": {},
        "society": {"source_id": "q"},
    }
    lower = {"name_key": "王小明", "name_state": "plain", "certificate_no": "N1"}
    read = [of(r) | lower | more for r, more in listings.items()]
    names = ("source_id", "source_record_id", "name_key", "name_state", "certificate_no")
    contents = [("c1", DAY, {"name_key": "王小明"}), ("c2", NEXT, {})]
    conflicts = {"official_value": "x", "listed_value": "y"}
    rows = run_step(
        "listing_error",
        linked_listing=[
            {n: r[n] for n in ("source_id", "source_record_id")}
            | {"registration_id": "r", "practitioner_id": "p", "institution_id": "i", "institution_key": "甲医院",
               "name": r["name_key"], "official_name": "王小明", "level": None, "category": None, "scope": None,
               "department": None, "title": "chief"} for r in read
        ],
        lower_record=[{n: r[n] for n in names} for r in read],
        source=[{"source_id": "p", "tier": "aggregator"}, {"source_id": "q", "tier": "association"}],
        registration=[
            {"registration_id": g, "practitioner_id": "p", "certificate_no": n} for g, n in (("r", "N1"), ("r2", "P1"))
        ],
        anchor=[{"anchor_no": 1, "practitioner_id": "p"}],
        anchor_name=[{"anchor_no": 1, "name_key": n} for n in ("王小明", "王大明", "王鑫?")],
        conflict_site=[of(r, kind=kind, field="institution") | conflicts for r, kind in
                       (("place", "stale"), ("sister", "affiliated_site"))],
        conflict_field=[
            of("title", kind="title_anomaly", field="title") | conflicts,
            of("status", kind="listed_after_cancellation", field="status") | conflicts,
        ],
        # The name was right on the first day; what else is wrong has been there since.
        record=[
            {n: r[n] for n in names} | {"content_digest": digest, "institution_key": "甲医院", "level": None,
            "category": None, "scope": None, "department": None, "title": "chief"} | more
            for r in read for digest, _, more in contents
        ],
        spell=[
            {n: r[n] for n in names[:2]} | {"content_digest": digest, "first_seen_at": at(day)}
            for r in read for digest, day, _ in contents
        ],
        watched=run_step(
            "watched",
            run=[{"source_id": s, "outcome": o, "started_at": at(d)} for s in "pq" for o, d in
                 (("failed", date(2026, 1, 1)), ("complete", DAY))],
        ),
    )  # fmt: skip
    shown = ("source_record_id", "field", "value", "is_rare", "shown_on", "is_dated")
    assert [tuple(r[n] for n in shown) for r in rows] == [
        ("name", "name", "王晓明", True, NEXT, True),
        ("number", "certificate_no", "N2", True, DAY, False),
        ("place", "institution", "i", False, DAY, False),
        ("title", "title", "y", False, DAY, False),
    ]


def pair(
    run_step: RunStep,
    one: dict[int, tuple[str, date]],
    two: dict[int, tuple[str, date]],
    size: int = 40,
    more: Iterable[tuple[str, int, date]] = (),
    began: date = DAY,
    tiers: dict[str, str] | None = None,
) -> list[dict[str, Any]]:
    """Two sources that list the same people; of each the errors: person -> misspelt name, and since when."""
    errors = [
        {"source_id": s, "registration_id": r, "field": "name", "value": name, "is_rare": True, "shown_on": on,
         "is_dated": on > began}
        for s, said in (("a", one), ("b", two)) for r, (name, on) in said.items()
    ]  # fmt: skip
    errors += [
        {"source_id": s, "registration_id": r, "field": "institution", "value": "i", "is_rare": False, "shown_on": on,
         "is_dated": on > began} for s, r, on in more
    ]  # fmt: skip
    ids = [{"source_id": s, "source_record_id": str(r)} for s in "ab" for r in range(size)]
    tables: dict[str, Rows] = {
        "listing_error": errors or [{"source_id": "z", "registration_id": 0, "field": "name", "value": "z",
                                     "is_rare": True, "shown_on": DAY, "is_dated": False}],
        "linked_listing": [i | {"registration_id": int(i["source_record_id"])} for i in ids],
        "lower_record": [i | {"name_state": "plain", "certificate_no": None} for i in ids],
        "source": [{"source_id": s, "tier": (tiers or {}).get(s, "commercial")} for s in "ab"],
    }  # fmt: skip
    return run_step("source_copy", **tables)


def misspelt(count: int, on: date, first: int = 0) -> dict[int, tuple[str, date]]:
    return {n: (f"name {n}", on) for n in range(first, first + count)}


def test_shared_misspellings_name_the_copy_by_their_order_in_time(run_step: RunStep) -> None:
    own = {30: ("own", NEXT)}
    (row,) = pair(run_step, misspelt(6, NEXT) | own, misspelt(6, LATER))
    assert row == {
        "source_id": "b", "other_source_id": "a", "copied_from_id": "a", "shared_count": 6, "error_count": 6,
        # 7 errors of a, each with one chance in 35: the other 33 people it shows right, and b too.
        "other_error_count": 7, "expected_count": 0.2, "share": 1.0, "earlier_count": 0, "later_count": 6,
    }  # fmt: skip
    (row,) = pair(run_step, misspelt(6, LATER), misspelt(6, NEXT))
    assert (row["source_id"], row["copied_from_id"]) == ("a", "b")


def test_without_an_order_no_copy_is_named(run_step: RunStep) -> None:
    # Both show them since the day they were first read, or the one that was read later did.
    for b in (DAY, NEXT):
        (row,) = pair(run_step, misspelt(6, DAY), misspelt(6, b), began=NEXT)
        assert (row["source_id"], row["other_source_id"], row["copied_from_id"]) == ("a", "b", None)
    # Errors that prove nothing still tell the order; four may fall so by chance, five seldom.
    for later, original in ((4, None), (5, "b")):
        more = [row for n in range(9, 9 + later) for row in (("b", n, NEXT), ("a", n, LATER))]
        (row,) = pair(run_step, misspelt(6, NEXT), misspelt(6, NEXT), more=more)
        assert (row["source_id"], row["copied_from_id"], row["later_count"]) == ("a", original, later)


def test_where_time_does_not_tell_an_aggregator_is_the_copy(run_step: RunStep) -> None:
    tiers = {"a": "aggregator", "b": "commercial"}
    (row,) = pair(run_step, misspelt(6, DAY), misspelt(6, DAY), began=NEXT, tiers=tiers)
    assert (row["source_id"], row["copied_from_id"]) == ("a", "b")
    # Two that time told otherwise are chance; six are not.
    few = [row for n in (9, 10) for row in (("b", n, LATER), ("a", n, NEXT))]
    (row,) = pair(run_step, misspelt(6, NEXT), misspelt(6, NEXT), more=few, tiers=tiers)
    assert (row["source_id"], row["copied_from_id"], row["earlier_count"]) == ("a", "b", 2)
    (row,) = pair(run_step, misspelt(6, NEXT), misspelt(6, LATER), tiers=tiers)
    assert (row["source_id"], row["copied_from_id"]) == ("b", "a")


@pytest.mark.parametrize(
    ("one", "two", "why"),
    [
        (misspelt(4, NEXT), misspelt(4, LATER), "too few"),
        (misspelt(6, NEXT), dict.fromkeys(range(6), ("other", LATER)), "another error about the same person"),
        (misspelt(6, NEXT), misspelt(6, LATER, first=10), "about other people"),
        (misspelt(12, NEXT), misspelt(5, LATER), "less than half of either's"),
        (misspelt(6, NEXT), misspelt(36, LATER), "of a source that errs about everybody"),
        ({}, {}, "none"),
    ],
)
def test_what_is_no_copy(run_step: RunStep, one: Any, two: Any, why: str) -> None:
    if why.startswith("less"):
        two = two | misspelt(7, LATER, first=20)
    assert pair(run_step, one, two) == [], why


def test_an_error_is_a_copied_one_where_the_original_has_it_too(run_step: RunStep) -> None:
    def error(
        source: str, record: str, on: date, field: str = "name", value: str = "v", registration: str = "r"
    ) -> Any:
        about: dict[str, Any] = {"registration_id": registration, "practitioner_id": "p", "official_value": "x"}
        about["listed_value"] = value
        about |= {"source_id": source, "source_record_id": record, "field": field, "value": value}
        return about | {"shown_on": on, "is_rare": field == "name", "is_dated": on > DAY}

    rows = run_step(
        "conflict_copied",
        listing_error=[
            error("copy", "1", LATER), error("first", "1", NEXT), error("second", "1", DAY),
            # Another value; another field; shown by the original only later; by a source it is not from.
            error("copy", "2", NEXT, value="w", registration="r2"), error("first", "2", DAY, registration="r2"),
            error("copy", "3", NEXT, registration="r3"), error("first", "3", DAY, "title", registration="r3"),
            error("copy", "4", NEXT, registration="r4"), error("first", "4", LATER, registration="r4"),
            error("copy", "5", NEXT, registration="r5"), error("stranger", "5", DAY, registration="r5"),
            # On one day: the relation says which is the copy.
            error("copy", "6", DAY, registration="r6"), error("first", "6", DAY, registration="r6"),
            # A workplace may be out of date in both; seen to come after it, it was taken over.
            error("copy", "7", DAY, "institution", registration="r7"),
            error("first", "7", DAY, "institution", registration="r7"),
            error("copy", "8", NEXT, "institution", registration="r8"),
            error("first", "8", DAY, "institution", registration="r8"),
        ],
        source_copy=[
            {"source_id": "copy", "other_source_id": o, "copied_from_id": f} for o, f in
            (("first", "first"), ("second", "second"), ("stranger", None))
        ],
    )  # fmt: skip
    names = ("source_record_id", "field", "other_source_id", "other_record_id")
    assert [tuple(r[n] for n in names) for r in rows] == [
        ("1", "name", "second", "1"),
        ("6", "name", "first", "6"),
        ("8", "institution", "first", "8"),
    ]


def test_a_night_names_the_copy_and_the_register_stays_as_it_is(lab: Lab) -> None:
    declare_all(lab)
    signs = "一二三四五六七八九十东西南北春夏秋冬金木水火土日"
    people = [(n, f"章{sign}") for n, sign in enumerate(signs)]
    lab.land("cn_national", [official(n, name=name) for n, name in people], at=0)

    def shows(wrong: int) -> list[dict[str, Any]]:
        return [
            listed(f"d{n}", name=name.replace("章", "张") if n < wrong else name, certificate_no=number(n))
            for n, name in people
        ]

    for source, first, then in (("cn_platform", 0, 2), ("cn_copies", 0, 4)):
        lab.land(source, shows(0), at=first)
        lab.land(source, shows(6), at=then)
    lab.run(5)
    (row,) = lab.table("SELECT source_id, copied_from_id, shared_count FROM source_copy")
    assert row == {"source_id": "cn_copies", "copied_from_id": "cn_platform", "shared_count": 6}
    copied = lab.table(
        "SELECT source_record_id, other_source_id, other_record_id, listed_value FROM conflict "
        "WHERE kind = 'copied_error'"
    )
    assert [tuple(r.values()) for r in copied] == [
        (f"d{n}", "cn_platform", f"d{n}", f"张{sign}") for n, sign in enumerate(signs[:6])
    ]
    assert {r["name"] for r in lab.table("practitioner")} == {name for _, name in people}
