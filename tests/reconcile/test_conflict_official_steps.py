"""Each SELECT that finds conflicts between official sources alone, and the one that gathers all conflicts."""

from datetime import date, datetime
from typing import Any

import pytest

from tests.reconcile.conftest import Rows, RunStep

DAY = date(2026, 3, 1)
AT = datetime(2026, 3, 1, 2)


def of(record: str, **more: Any) -> dict[str, Any]:
    """A row about one record of the platform p."""
    return {"source_id": "p", "source_record_id": record} | more


def test_a_number_with_two_names_and_the_first_of_the_main_person(run_step: RunStep) -> None:
    def held(record: str, rule: str = "number", *, main: bool = True, number: str = "N") -> dict[str, Any]:
        person = "p" if main else f"p {record}"
        about = {"registration_id": f"r {record}", "practitioner_id": person, "certificate_no": number}
        return of(record, rule=rule, is_main_person=main, **about)

    rows = run_step(
        "conflict_number",
        registration_record=[
            held("b"), held("a"), held("other", main=False), held("masked", "provisional", number="N*"),
            # One that fits takes the number of whom it fits.
            held("fits", "fits_number"), held("single", number="M"),
        ],
        statement=[of(r, name="李四海" if r == "other" else f"王小明 {r}") for r in
                   ("b", "a", "other", "masked", "fits", "single")],
    )  # fmt: skip
    assert rows == [
        {
            "kind": "certificate_collision", "registration_id": "r other", "practitioner_id": "p other",
            "field": "certificate_no", "source_id": "p", "source_record_id": "other", "other_source_id": "p",
            "other_record_id": "a", "official_value": "王小明 a", "listed_value": "李四海",
            "certificate_no": "N",
        }
    ]  # fmt: skip


def claim(
    record: str, entity: str, field: str, value: str, why: str | None = None, day: date | None = DAY
) -> dict[str, Any]:
    kind = {"r": "registration", "p": "practitioner", "i": "institution"}[entity[0]]
    about = {"entity_kind": kind, "entity_id": entity, "field": field, "value": value, "asserted_on": day}
    # Writings of one name mean the same.
    meant = value.split("/")[0] if kind == "institution" else None
    return of(record, why_not=why, is_golden=why is None, meant=meant, **about)


def test_equals_that_differ_disagree_and_what_is_newer_than_the_winner_lags(run_step: RunStep) -> None:
    newer, older = date(2026, 3, 9), date(2026, 2, 1)
    claims = [
        # Golden is x, twice; only another value of a later day lags.
        claim("a1", "ra", "level", "x"), claim("a2", "ra", "level", "x"),
        claim("a3", "ra", "level", "y", "outranked", newer), claim("a4", "ra", "level", "y", "outranked", DAY),
        claim("a5", "ra", "level", "y", "outranked", None), claim("a6", "ra", "level", "x", "outranked", newer),
        claim("a7", "ra", "level", "y", "older", older), claim("a8", "ra", "level", "y", "unranked", newer),
        # A winner without a day is older than any.
        claim("b1", "rb", "status", "x", None, None), claim("b2", "rb", "status", "y", "outranked", older),
        # Three equals, two values: the one that differs from the first. What stepped back has no part in it, and
        # where nobody won nobody lags.
        claim("c1", "rc", "main_institution", "i", "withheld"), claim("c2", "rc", "main_institution", "j", "withheld"),
        claim("c3", "rc", "main_institution", "i", "withheld"),
        claim("c4", "rc", "main_institution", "k", "stepped_back", older),
        claim("c5", "rc", "main_institution", "k", "outranked", newer),
        # The name is the person's.
        claim("d1", "pd", "name", "王小明", "withheld"), claim("d2", "pd", "name", "王晓明", "withheld"),
        # An act overruled who won: who differs from the act lags behind it, who agrees with it does not.
        claim("f1", "rf", "status", "x", None, older), claim("f2", "rf", "status", "y", "outranked", newer),
        claim("f3", "rf", "status", "z", "outranked", newer),
        # Of an institution: two writings agree; the licence's name lags behind what people there have newer, and what
        # one record says in two writings is told once.
        claim("g1", "ig", "name", "x/1"), claim("g2", "ig", "name", "x/2"),
        claim("g3", "ig", "name", "y/1", "outranked", newer), claim("g3", "ig", "name", "y/2", "outranked", newer),
        claim("h1", "ih", "grade", "32", "withheld"), claim("h2", "ih", "grade", "33", "withheld"),
        # All say the same.
        claim("e1", "re", "level", "x"), claim("e2", "re", "level", "x", "outranked", newer),
    ]  # fmt: skip
    rows = run_step(
        "conflict_official",
        settled_claim=claims,
        registration_record=[
            of(c["source_record_id"], registration_id=f"r{c['source_record_id'][0]}", certificate_no=None,
               practitioner_id=f"p{c['source_record_id'][0]}", rule="provisional", is_main_person=True) for c in claims
            if c["source_record_id"] != "g3" or c["value"] == "y/1"
        ],
        statement=[of(c["source_record_id"], name="王小明") for c in claims],
        known_institution=[{"institution_id": "i", "name": "甲医院"}, {"institution_id": "j", "name": "乙医院"}],
        registration=[{"registration_id": "rb", "status": "x"}, {"registration_id": "rf", "status": "z"}],
    )  # fmt: skip
    assert [
        (r["kind"], r["registration_id"], r["practitioner_id"], r["institution_id"], r["field"], r["source_record_id"],
         r["other_record_id"], r["official_value"], r["listed_value"]) for r in rows
    ] == [
        ("official_disagreement", "rc", "pc", None, "main_institution", "c2", "c1", "甲医院", "乙医院"),
        ("official_disagreement", None, "pd", None, "name", "d2", "d1", "王小明", "王晓明"),
        ("official_disagreement", None, None, "ih", "grade", "h2", "h1", "32", "33"),
        ("sync_lag", "ra", "pa", None, "level", "a3", "a1", "x", "y"),
        ("sync_lag", "rb", "pb", None, "status", "b2", "b1", "x", "y"),
        ("sync_lag", "rf", "pf", None, "status", "f2", "f1", "z", "y"),
        ("sync_lag", None, None, "ig", "name", "g3", "g1", "x/1", "y/1"),
    ]  # fmt: skip


ACT = {"status": "cancelled", "name_key": "王小明", "institution_key": "甲医院", "certificate_no": None,
       "certificate_mask": None, "is_act": True, "effective_on": None, "published_at": None, "asserted_on": DAY,
       "valid_to": None}  # fmt: skip


@pytest.mark.parametrize(
    ("said", "registered", "is_possible"),
    [
        ({}, {}, True),
        ({"status": "suspended"}, {}, True),
        ({}, {"status": None}, True),
        # A provisional registration has no number that could differ.
        ({"certificate_no": "N2"}, {"certificate_no": "N*"}, True),
        ({"certificate_no": "N2"}, {"certificate_no": None}, True),
        ({"certificate_mask": "*1"}, {}, True),
        ({"certificate_no": "N2"}, {}, False),
        ({"certificate_no": "M2"}, {"certificate_no": "N*"}, False),
        ({"certificate_mask": "*2"}, {}, False),
        ({"status": "active"}, {}, False),
        ({"name_key": "王晓明"}, {}, False),
        ({"institution_key": "人民医院"}, {}, False),
        ({"institution_key": "乙医院"}, {}, False),
        ({"institution_key": None}, {}, False),
        ({}, {"province": "51"}, False),
        ({}, {"province": None}, False),
        ({"source_id": "national"}, {"province": "51"}, True),
        ({}, {"status": "cancelled"}, False),
        # It is over, or to come, or the registration was granted after it.
        ({"status": "suspended", "effective_on": date(2025, 2, 1)}, {}, False),
        ({"status": "suspended", "effective_on": date(2025, 2, 1), "valid_to": DAY}, {}, True),
        ({"effective_on": date(2026, 3, 2)}, {}, False),
        ({"published_at": date(2014, 12, 31)}, {}, False),
        # Its whole number, whatever else: another name or none, a province that is not the source's.
        ({"certificate_no": "N1", "name_key": None}, {}, True),
        ({"certificate_no": "N1", "name_key": "李四海", "institution_key": None}, {}, True),
        ({"certificate_no": "N1"}, {"province": "51"}, True),
        ({"certificate_no": "N1", "name_key": None}, {"status": "revoked"}, False),
        # Four digits of it and the name, without an institution.
        ({"certificate_mask": "N***6789", "institution_key": None}, {"certificate_no": "N1236789"}, True),
        ({"certificate_mask": "N****789", "institution_key": None}, {"certificate_no": "N1236789"}, True),
        ({"certificate_mask": "*****789", "institution_key": None}, {"certificate_no": "N1236789"}, False),
        ({"certificate_mask": "N***6789", "institution_key": None}, {"certificate_no": "N***6789"}, False),
        (
            {"certificate_mask": "N***6789", "institution_key": None, "name_key": "李四海"},
            {"certificate_no": "N1236789"},
            False,
        ),
        ({"source_record_id": "linked"}, {}, False),
        ({"source_record_id": "ambiguous"}, {}, False),
    ],
)
def test_an_act_that_names_nobody_in_full_may_mean_whom_it_names_in_part(
    run_step: RunStep, said: dict[str, Any], registered: dict[str, Any], is_possible: bool
) -> None:
    about = {
        "registration_id": "r",
        "practitioner_id": "p",
        "status": "active",
        "province": "33",
        "certificate_no": "N1",
    }
    outcomes = ("unlinked", "linked", "ambiguous")
    statement = of("unlinked") | ACT | said
    rows = run_step(
        "conflict_act",
        {"today": DAY},
        statement=[statement],
        act_link=[{"source_id": s, "source_record_id": o, "outcome": o} for s in ("p", "national") for o in outcomes],
        source=[{"source_id": "p", "provinces": ["33"]}, {"source_id": "national", "provinces": []}],
        institution_name=[
            {"institution_id": "i", "institution_key": "甲医院", "relation": "official"},
            {"institution_id": "i", "institution_key": "人民医院", "relation": "short"},
        ],
        # Main and filed site of one registration: one conflict.
        anchor_site=[{"anchor_no": 1, "institution_id": "i", "kind": kind} for kind in ("main", "filed")],
        anchor_name=[{"anchor_no": 1, "name_key": "王小明"}],
        anchor=[{"anchor_no": 1, "registration_id": "r", "certificate_no": (about | registered)["certificate_no"]}],
        registration=[about | registered],
        granted=[{"registration_id": "r", "registered_on": date(2015, 1, 1)}],
    )
    expected = {
        "kind": "possible_cancellation", "registration_id": "r", "practitioner_id": "p",
        "source_id": statement["source_id"], "source_record_id": statement["source_record_id"],
        "other_source_id": None, "other_record_id": None, "field": "status",
        "official_value": (about | registered)["status"], "listed_value": statement["status"],
    }  # fmt: skip
    assert rows == ([expected] if is_possible else [])


def test_a_conflict_is_known_by_whom_it_is_between_and_not_by_what_they_say(run_step: RunStep) -> None:
    def conflict(kind: str, record: str, **more: Any) -> dict[str, Any]:
        about: dict[str, Any] = {"registration_id": "r", "practitioner_id": "p", "other_source_id": None,
                                 "institution_id": None, "other_record_id": None, "official_value": "x",
                                 "listed_value": "y"}  # fmt: skip
        return of(record, kind=kind, field="level") | about | more

    def rows(*extra: dict[str, Any]) -> Rows:
        return run_step(
            "conflict_found",
            conflict_official=[
                {**c, "entity_id": "r"}
                for c in (conflict("sync_lag", "a", other_source_id="s", other_record_id="b"), *extra)
            ],
            conflict_number=[{**conflict("certificate_collision", "none"), "certificate_no": "N"}],
            conflict_host=[conflict("institution_closed", "none")],
            conflict_duplicate=[conflict("duplicate_listing", "none")],
            conflict_site=[conflict("wrong", "b")],
            # Some find no value or no other record, and do not name them.
            conflict_field=[{k: v for k, v in conflict("name_variant", "c").items() if not k.startswith("other_")}],
            conflict_record=[conflict("not_in_official", "d", registration_id=None, practitioner_id=None)],
            conflict_act=[conflict("possible_cancellation", "e")],
            conflict_licence=[conflict("institution_closed", "f")],
            conflict_registration=[conflict("permit_too_long", "g")],
            conflict_copied=[conflict("copied_error", "h")],
            statement=[of(r, last_seen_at=AT) for r in "abcdefgh"],
            licence=[of("unit", last_seen_at=AT, is_current=True), of("unit", last_seen_at=AT, is_current=False)],
        )

    first = rows()
    assert sorted((r["source_record_id"], r["kind"], r["severity"], r["last_seen_at"]) for r in first) == [
        ("a", "sync_lag", "low", AT), ("b", "wrong", "medium", AT), ("c", "name_variant", "info", AT),
        ("d", "not_in_official", "info", AT), ("e", "possible_cancellation", "medium", AT),
        ("f", "institution_closed", "medium", AT), ("g", "permit_too_long", "low", AT),
        ("h", "copied_error", "info", AT),
    ]  # fmt: skip
    same = conflict("wrong", "b", official_value="z", listed_value="z", practitioner_id="q")
    other = [conflict("wrong", "b", **{name: "z"}) for name in
             ("registration_id", "field", "source_id", "other_source_id", "other_record_id")]  # fmt: skip
    ids = [r["conflict_id"] for r in rows(same, *other, conflict("stale", "b"))]
    # Of an institution's licence, which is no statement of a person.
    of_institution = [conflict("sync_lag", "unit", registration_id=None, institution_id=i) for i in ("i", "j", None)]
    assert len({r["conflict_id"] for r in rows(*of_institution)}) == 8 + 3
    # `source_id` z has no statement, so it is no conflict of ours; the same conflict has the same id.
    assert (len(ids), len(set(ids))) == (14, 13)
    assert {r["conflict_id"] for r in first} < set(ids)


@pytest.mark.parametrize(
    ("found", "remembered", "event"),
    [
        (["c"], [], "opened"),
        (["c"], ["opened"], None),
        ([], ["opened"], "resolved"),
        ([], ["opened", "resolved"], None),
        (["c"], ["opened", "resolved"], "reopened"),
        (["c"], ["opened", "resolved", "reopened"], None),
    ],
)
def test_conflict_events(run_step: RunStep, found: list[str], remembered: list[str], event: str | None) -> None:
    ledger = [{"conflict_id": "c", "event": e} for e in remembered]
    rows = run_step(
        "conflict_event",
        {"as_of": AT},
        conflict_found=[{"conflict_id": c} for c in [*found, "other"]],
        conflict_ledger=[{"conflict_id": "other", "event": "opened"}, *ledger],
    )
    assert [r["event"] for r in rows] == ([event] if event else [])
