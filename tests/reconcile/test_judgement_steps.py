"""Each SELECT of judgements alone: a few rows in, the whole result out."""

from datetime import datetime
from itertools import permutations
from typing import Any

import pytest

from tests.reconcile.conftest import RunStep
from tests.reconcile.test_official_steps import SECRET, statement

AT = datetime(2026, 3, 1, 2)
LATER = datetime(2026, 3, 2, 2)


def sides(left: str, right: str, kind: str = "record") -> dict[str, Any]:
    """The two records of a judgement, of a source each."""
    return {
        "left_kind": "record", "left_source_id": "s", "left_record_id": left,
        "right_kind": kind, "right_source_id": "s", "right_record_id": right,
    }  # fmt: skip


def stated(no: int, left: str, right: str, verdict: str = "same", at: datetime = AT, **more: Any) -> dict[str, Any]:
    return {"judgement_no": no, "verdict": verdict, "decided_at": at} | sides(left, right) | more


def applying(no: int, left: str, right: str, verdict: str = "same", **more: Any) -> dict[str, Any]:
    about = {"state": "applies", "left_is_official": True, "right_is_official": True}
    return stated(no, left, right, verdict) | about | more


def person(record: str, key: str | None = None, rule: str = "number") -> dict[str, Any]:
    return {"source_id": "s", "source_record_id": record, "person_key": key or record, "rule": rule}


def column(rows: list[dict[str, Any]], name: str, by: str = "judgement_no") -> dict[Any, Any]:
    return {row[by]: row[name] for row in rows}


def test_a_judgement_stands_while_what_it_rests_on_does(run_step: RunStep) -> None:
    digest = {"content_digest": "x"}
    statements = [statement(r, **digest) for r in ("a", "b")]
    statements += [statement(r, is_official=False, **digest) for r in ("p", "q")] + [
        statement("act", is_act=True, **digest)
    ]
    judged = [
        stated(2, "a", "b"),
        stated(3, "a", "p"),
        stated(4, "b", "p"),
        stated(5, "b", "q", at=LATER),
        stated(6, "b", "q", "different"),
        stated(7, "p", "q"),
        stated(8, "a", "act"),
        stated(9, "a", "gone"),
    ]
    basis = [
        {"judgement_no": j["judgement_no"], "source_id": "s", "source_record_id": j[side], "content_digest": "x"}
        for j in judged
        for side in ("left_record_id", "right_record_id")
    ]
    # The fourth was judged when b said something else.
    basis[5]["content_digest"] = "y"
    rows = run_step("judged_pair", stated_judgement=judged, judgement_basis=basis, statement=statements)
    assert column(rows, "state") == {
        2: "applies", 3: "applies", 4: "reopened", 5: "applies", 6: "replaced", 7: "no_effect", 8: "no_effect",
        9: "missing",
    }  # fmt: skip


def test_what_was_told_apart_is_known_to_both_sides(run_step: RunStep) -> None:
    pairs = [
        applying(2, "a", "b", "different"),
        applying(3, "a", "c", "different", state="reopened"),
        applying(4, "a", "p", "different", right_is_official=False),
        applying(5, "a", "d"),
    ]
    rows = run_step("judged_apart", judged_pair=pairs)
    assert [(r["source_record_id"], r["other_record_id"]) for r in rows] == [("a", "b"), ("b", "a")]


def test_the_junior_of_two_told_apart_is_put_out_of_the_number(run_step: RunStep) -> None:
    def apart(a: str, b: str) -> list[dict[str, Any]]:
        return [
            {"source_id": "s", "source_record_id": x, "other_source_id": "s", "other_record_id": y}
            for x, y in ((a, b), (b, a))
        ]

    named = {"certificate_no": "N", "name_key": "王小明", "name_sound": "wang xiao ming", "former_names": None}
    senior = statement("c", tier="national", **named)
    rows = run_step(
        "numbered_record",
        statement=[statement("a", **named), statement("b", **named), senior],
        former_name=[{"former_names": ["甲"], "former_keys": ["甲"]}],
        judged_apart=[*apart("a", "c"), *apart("a", "elsewhere")],
    )
    assert column(rows, "person_key", "source_record_id") == {"a": "N|s|a", "b": "N", "c": "N"}


def test_the_latest_verdict_ties_two_people(run_step: RunStep) -> None:
    records = [person("a", "1"), person("b", "2"), person("c", "2"), person("d", "1")]
    rows = run_step(
        "judged_tie",
        judged_pair=[
            applying(2, "a", "b"),
            applying(3, "c", "d", "different", decided_at=LATER),
            applying(4, "a", "d"),
            applying(5, "b", "d", "different", state="reopened", decided_at=LATER),
        ],
        person_record=records,
    )
    assert rows == [{"left_key": "1", "right_key": "2", "verdict": "different"}]


def tied(left: str, right: str, verdict: str = "same") -> dict[str, Any]:
    return {"left_key": left, "right_key": right, "verdict": verdict}


TIES = [
    tied("1", "2"),
    tied("2", "3"),
    tied("4", "5"),
    tied("5", "6"),
    tied("4", "6", "different"),
    tied("1", "7", "unsure"),
]


@pytest.mark.parametrize("order", list(permutations(range(4)))[::7])
def test_a_chain_has_its_earliest_numbered_for_a_senior_in_whatever_order(
    run_step: RunStep, order: tuple[int, ...]
) -> None:
    seen = {"1": "provisional", "2": "number", "3": "number"}
    rows = run_step(
        "judged_person",
        judged_tie=[TIES[n] for n in order] + TIES[4:],
        person_record=[person(key, rule=seen.get(key, "number")) for key in "1234567"],
        statement=[statement(key, first_seen_at=AT if key in "1367" else LATER) for key in "1234567"],
    )
    assert column(rows, "senior_key", "person_key") == {"1": "3", "2": "3", "3": "3", "4": "6", "5": "6", "6": "6"}
    assert column(rows, "is_contradicted", "person_key") == {key: key in "456" for key in "123456"}


def test_one_who_is_judged_the_number_is_a_main_person_too(run_step: RunStep) -> None:
    about = {"source_id": "s", "province": "33", "rule": "number", "certificate_no": "N", "main_person_key": "N"}
    rows = run_step(
        "registration_record",
        SECRET,
        person_record=[
            about | {"source_record_id": "a", "person_key": "N", "registration_key": "N|33"},
            about | {"source_record_id": "b", "person_key": "N|王", "registration_key": "N|王|33"},
            about | {"source_record_id": "c", "person_key": "N|李", "registration_key": "N|李|33"},
        ],
        judged_person=[
            {"person_key": "N", "senior_key": "N", "is_contradicted": False},
            {"person_key": "N|王", "senior_key": "N", "is_contradicted": False},
            {"person_key": "N|李", "senior_key": "N", "is_contradicted": True},
        ],
    )
    assert column(rows, "is_main_person", "source_record_id") == {"a": True, "b": True, "c": False}
    ids = column(rows, "practitioner_id", "source_record_id")
    assert ids["a"] == ids["b"] != ids["c"]
    assert len({row["registration_id"] for row in rows}) == 3


LOWER = {"right_is_official": False}


def test_a_listing_meets_the_person_of_either_side(run_step: RunStep) -> None:
    rows = run_step(
        "listing_judgement",
        judged_pair=[
            applying(2, "a", "p", **LOWER),
            applying(3, "p", "b", "unsure", left_is_official=False, right_kind="practitioner"),
            applying(4, "a", "b"),
            applying(5, "a", "p", state="replaced", **LOWER),
        ],
        lower_record=[{"source_id": "s", "source_record_id": "p", "record_no": 9}],
        registration_record=[
            {"source_id": "s", "source_record_id": r, "registration_id": f"r{r}"} for r in ("a", "b")
        ],
        anchor=[
            {"registration_id": "ra", "anchor_no": 1, "person_no": 11},
            {"registration_id": "rb", "anchor_no": 2, "person_no": 12},
        ],
    )  # fmt: skip
    met = [(r["judgement_no"], r["record_no"], r["person_no"], r["anchor_no"], r["kind"]) for r in rows]
    assert met == [(2, 9, 11, 1, "record"), (3, 9, 12, 2, "practitioner")]


def met(no: int, verdict: str, person_no: int = 11, at: datetime = AT, **more: Any) -> dict[str, Any]:
    about = {"judgement_no": no, "verdict": verdict, "decided_at": at, "person_no": person_no}
    return about | {"record_no": 9, "kind": "record", "anchor_no": 1} | more


def test_of_a_listing_and_a_person_the_latest_counts(run_step: RunStep) -> None:
    judged = [met(2, "same", at=LATER, kind="practitioner"), met(3, "different"), met(4, "unsure", 12)]
    rows = run_step("judged_listing", listing_judgement=judged)
    assert [(r["person_no"], r["verdict"], r["is_of_registration"]) for r in rows] == [
        (11, "same", False),
        (12, "unsure", True),
    ]


def test_what_became_of_each_and_whom_it_contradicts(run_step: RunStep) -> None:
    judged = [met(9, "same"), met(10, "same", 12), met(11, "different", 13), met(12, "unsure", 13, at=LATER)]
    of_listings = [applying(j["judgement_no"], "a", "p", j["verdict"], **LOWER) for j in judged]
    rows = run_step(
        "judgement_state",
        judged_pair=[
            applying(2, "a", "b"),
            applying(3, "b", "c"),
            applying(4, "a", "c", "different"),
            applying(5, "a", "c", "unsure", state="replaced"),
            applying(6, "d", "e"),
            applying(7, "d2", "e", "different", decided_at=LATER),
            applying(8, "d", "d2"),
            *of_listings,
        ],
        judged_tie=[tied("a", "b"), tied("b", "c"), tied("a", "c", "different"), tied("d", "e", "different")],
        judged_person=[{"person_key": key, "senior_key": "a", "is_contradicted": True} for key in "abc"],
        person_record=[*(person(r) for r in "abcde"), person("d2", "d")],
        listing_judgement=judged,
        judged_listing=[met(0, "same"), met(0, "same", 12), met(0, "unsure", 13)],
    )
    assert column(rows, "state") == {
        2: "contradicted", 3: "contradicted", 4: "contradicted", 5: "replaced", 6: "replaced", 7: "applies",
        8: "applies", 9: "contradicted", 10: "contradicted", 11: "replaced", 12: "applies",
    }  # fmt: skip
    assert {tuple(row["contradicting"]) for row in rows if row["contradicting"]} == {(2, 3, 4), (9, 10)}


def test_judgements_to_look_at_again_are_issues(run_step: RunStep) -> None:
    became = {2: "applies", 3: "replaced", 4: "reopened", 5: "missing", 6: "contradicted", 7: "no_effect"}
    judged = [stated(no, "a", "b") for no in became]
    of_state = [
        {"judgement_no": no, "state": state, "contradicting": [6, 8] if state == "contradicted" else None}
        for no, state in became.items()
    ]
    rows = run_step("judgement", stated_judgement=judged, judgement_state=of_state)
    assert column(rows, "state") == became
    issues = run_step("judgement_issue", judgement=rows, judgement_state=of_state)
    assert column(issues, "field", "row_no") == {
        no: f"judgement_{state}" for no, state in became.items() if state not in ("applies", "replaced")
    }
    assert {issue["value"] for issue in issues} == {"s:a same s:b"}
    assert all(issue["reason"] for issue in issues)
