"""What a reconcile makes anew after a change, and when it makes everything anew."""

import re
from datetime import timedelta
from typing import Any

import pytest

from reconcile import STEPS, reconcile
from tests.reconcile.rows import listed, official
from tests.support import DAY_0, Lab
from warehouse.db import read_sql

# Inputs that a step need not watch: what it takes of them never changes while something it does watch stays.
_STEADY = {
    # When a record was first seen.
    *((step, "statement") for step in ("judged_person", "crowded_listing")),
    # The match key of a name, of which the name itself is claimed.
    ("settled_claim", "statement"),
    # What a content says of whom; it comes with the institution it names, and is looked at for that.
    ("fitting_record", "official_content"),
    # Which registration and person a number stands for; who is a person's moves with the registration.
    *((step, "anchor") for step in ("found_link", "conflict_act", "listing_error")),
    # A view of the model, which is frozen.
    *((step, "coverage") for step in ("ranked_person", "conflict_record")),
    *((step, "learnt_weight") for step in ("scored_pair", "ranked_person")),
}

NAMES = ("王小明", "李四海", "欧阳霁", "张伟", "赵敏", "钱进", "孙立", "周群", "吴迪", "郑爽")


def night(lab: Lab) -> None:
    """Ten people, each in the register and on a platform."""
    lab.land("cn_national", [official(n, name=name) for n, name in enumerate(NAMES)])
    lab.land("cn_platform", [listed(f"d{n}", name=name, department="内科") for n, name in enumerate(NAMES)])
    assert lab.run().changed is None


def changed(lab: Lab, at: int = 0, **options: Any) -> dict[str, int]:
    found = lab.run(at, **options).changed
    assert found is not None
    return {name: count for name, count in found.items() if count}


def test_one_entry_that_says_something_new_touches_its_own_rows(lab: Lab) -> None:
    night(lab)
    lab.land("cn_platform", [listed("d1", name=NAMES[1], department="内科", title="主任医师")], outcome="partial")
    # Old rows and new ones, of the one entry; the old spell is closed. Whom it means is as it was, so no link moves.
    assert changed(lab) == {
        "history": 1, "run": 1, "spell_seen": 3, "statement": 2, "placed_record": 2, "lower_record": 2, "listing": 2,
        "linked_listing": 2, "next_question": 2,
    }  # fmt: skip
    assert lab.table("SELECT title FROM listing WHERE source_record_id = 'd1'") == [{"title": "chief"}]


def test_what_is_not_normalized_yet_is_heard_once_it_is(lab: Lab) -> None:
    lab.land("cn_national", [official(n, name=name) for n, name in enumerate(NAMES)])
    lab.run()
    lab.land("cn_national", [official(20, name="冯远")], at=1, outcome="partial")
    with lab.open() as con:
        early = reconcile(con, lab.sources, DAY_0 + timedelta(days=1), lab.secret)
    assert (early.counts["practitioner"], early.waiting) == (len(NAMES), 1)
    assert early.text().endswith("1 entries wait for `mingce normalize`")
    late = lab.run(1)
    assert (late.counts["practitioner"], late.waiting) == (len(NAMES) + 1, 0)


def test_an_empty_answer_is_no_question_any_more(lab: Lab) -> None:
    night(lab)
    lab.land("cn_platform", [listed("d20", name="冯远")], at=0, outcome="partial")
    lab.run()
    (asked,) = [q for q in lab.table("next_question") if q["name"] == "冯远"]
    question = {name: asked[name] for name in ("province", "name", "institution")}
    lab.land("cn_query", [], at=1, questions=[question | {"address": "q", "outcome": "empty"}])
    assert lab.run(1).changed is not None
    assert "冯远" not in {q["name"] for q in lab.table("next_question")}


def test_history_is_made_anew_of_whom_a_change_touched_and_of_whom_a_day_did(lab: Lab) -> None:
    night(lab)
    # A term that ends on the eleventh day.
    permit = {
        "instrument": "外国医师短期行医许可证",
        "valid_from": "2026-03-01",
        "valid_to": str(DAY_0.date() + timedelta(days=10)),
    }
    lab.land("cn_national", [official(1, name=NAMES[1]) | permit], outcome="partial")
    lab.run()

    def told() -> dict[int, list[tuple[Any, ...]]]:
        rows = lab.table(
            "SELECT certificate_no[-1]::INT AS n, h.status, h.main_institution, h.valid_to "
            "FROM registration_history AS h JOIN registration USING (registration_id)"
        )
        return {n: [tuple(r.values())[1:] for r in rows if r["n"] == n] for n in range(len(NAMES))}

    # Whoever is left alone keeps what stands there, as of 3 below.
    with lab.open() as con:
        con.execute(
            "UPDATE registration_history SET status = 'left alone' WHERE registration_id IN "
            "(SELECT registration_id FROM registration WHERE certificate_no[-1] IN ('2', '3'))"
        )
    lab.land("cn_national", [official(2, name=NAMES[2], hospital="second")], outcome="partial")
    changed(lab)
    assert told()[2] == [("active", "杭州市第二人民医院", None)]
    assert told()[3] == [("left alone", "杭州市第一人民医院", None)]
    assert [status for status, *_ in told()[1]] == ["active"]
    changed(lab, 30)
    assert sorted(status for status, *_ in told()[1]) == ["active", "expired"]
    assert told()[3] == [("left alone", "杭州市第一人民医院", None)]
    lab.run(30, full=True)
    assert [status for status, *_ in told()[3]] == ["active"]


def test_nothing_new_touches_nothing(lab: Lab) -> None:
    night(lab)
    assert changed(lab) == {}
    # A day that passes ends nothing here.
    assert changed(lab, 1) == {}


def test_a_list_shown_again_moves_the_days_of_what_stands_and_touches_the_rest(lab: Lab) -> None:
    """Nine entries stand as they were, and one says something new."""
    night(lab)
    entries = [official(n, name=name) for n, name in enumerate(NAMES)]
    lab.land("cn_national", [entries[0] | {"institution": "杭州市第二人民医院"}, *entries[1:]], at=1)
    moved = changed(lab, 1)
    assert (moved["history"], moved["day"], moved["registration"]) == (1, 9, 2)
    tables = ("listing", "registration", "practitioner", "claim", "spell_seen", "statement", "settled_claim")
    refreshed = {name: lab.table(f"SELECT * FROM {name} ORDER BY ALL") for name in tables}
    assert {row["last_seen_at"] for row in refreshed["listing"] if row["tier"] == "national"} == {
        DAY_0 + timedelta(days=1)
    }
    lab.run(1, full=True)
    assert {name: lab.table(f"SELECT * FROM {name} ORDER BY ALL") for name in tables} == refreshed


def test_what_decides_every_row_makes_everything_anew(lab: Lab) -> None:
    night(lab)
    assert lab.run(full=True).changed is None
    assert lab.run(fit=True).changed is None
    # Most of what is known says something new.
    lab.land(
        "cn_national", [official(n, name=name, institution="杭州市第二人民医院") for n, name in enumerate(NAMES)], at=1
    )
    assert lab.run(1).changed is None
    # An earlier day than the last.
    assert lab.run(0).changed is None
    lab.declare("cn_platform", "association")
    assert lab.run(0).changed is None


def test_every_step_watches_what_it_reads_and_the_day_if_it_asks_for_it() -> None:
    kinds = {step.name: step.kind for step in STEPS}
    for step in STEPS:
        if step.make or step.number or step.kind in {"model", "view"}:
            continue
        sql = re.sub("--.*", "", read_sql(step.package, step.name))
        read = {n for n in re.findall(r"(?:FROM|JOIN) (\w+)", sql) if kinds.get(n) in {"table", "view", "event"}}
        watched = {*step.by, *step.cut, *re.findall(r"changed_(\w+)", " ".join(step.via)), step.name}
        assert {(step.name, name) for name in read - watched} <= _STEADY, step.name
        assert step.day or step.kind == "event" or not re.search(r"\$(today|as_of)", sql), step.name


def test_a_flood_is_held_back_by_a_refresh_as_by_a_full_reconcile(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reconcile.build.CROWD", 2)
    monkeypatch.setattr("reconcile.model.DRIFT", 9)

    def outcomes() -> dict[str, str]:
        rows = lab.table("SELECT source_record_id, outcome FROM link WHERE source_record_id LIKE 'x%'")
        return {row["source_record_id"]: row["outcome"] for row in rows}

    night(lab)
    flood = [listed(key, department="内科") for key in ("x3", "x1", "x2")]
    lab.land("cn_platform", flood[:1], outcome="partial", at=1)
    changed(lab, 1)
    assert outcomes() == {"x3": "linked"}
    lab.land("cn_platform", flood[1:], outcome="partial", at=2)
    moved = changed(lab, 2)
    # The first seen are kept; d0 of the first night is the other one.
    assert (moved["crowded_listing"], outcomes()) == (2, {"x3": "linked", "x1": "ambiguous", "x2": "ambiguous"})
    refreshed = lab.table("link")
    lab.run(2, full=True)
    assert lab.table("link") == refreshed
