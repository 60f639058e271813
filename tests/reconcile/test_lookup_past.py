"""A look-up about an earlier day: what was officially so on it, by all the release knows."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from reconcile.lookup.answering import Answer, answer
from reconcile.lookup.index import write_index
from reconcile.lookup.question import read_question
from reconcile.lookup.search import open_index
from tests.reconcile.lookup_world import TODAY, make_lab, number
from tests.reconcile.rows import HOSPITALS


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    lab = make_lab(tmp_path_factory.mktemp("past"))
    with lab.open() as con:
        write_index(con, lab.root)
    return lab.root


@pytest.fixture(scope="module")
def ask(world: Path) -> Iterator[Any]:
    with open_index(world / "lookup.sqlite") as index:

        def ask(name: str, day: str, institution: str | None = None, **more: Any) -> Answer:
            question = {"name": name, "institution": HOSPITALS.get(institution or "", institution), **more}
            return answer(index, [read_question(question)], TODAY, date.fromisoformat(day))[0]

        yield ask


def said(answer: Answer) -> tuple[Any, ...]:
    lead = answer.registrations[0] if answer.registrations else {}
    return (answer.outcome, answer.rule, lead.get("main_institution"), answer.status, answer.status_since)


def test_before_and_after_a_move(ask: Any) -> None:
    here, there = HOSPITALS["first"], HOSPITALS["second"]
    assert said(ask("赵敏", "2026-02-28", "first")) == ("registered", "institution", here, "active", None)
    assert said(ask("赵敏", "2026-03-01", "first")) == ("registered", "former_institution", there, "active", None)
    # Not there yet, and in the province.
    assert ask("赵敏", "2026-02-28", "second").outcome == "ambiguous"
    assert ask("赵敏", "2026-02-28", "first").differences == ()
    assert [d["kind"] for d in ask("赵敏", "2026-03-01", "first").differences] == ["former"]


def test_an_act_counts_from_its_day_however_late_it_was_heard_of(ask: Any) -> None:
    assert said(ask("陈静", "2026-02-01", "county"))[3:] == ("cancelled", "2026-02-01")
    assert [r["source_id"] for r in ask("陈静", "2026-02-01", "county").rests_on] == ["cn_bulletin", "cn_national"]


def test_a_filing_counts_until_its_last_day(ask: Any) -> None:
    assert ask("孙大海", "2026-02-01", "county").rule == "institution"
    assert ask("孙大海", "2026-02-02", "county").rule == "former_institution"


def test_a_disagreement_of_that_day(ask: Any) -> None:
    answer = ask("周海涛", "2026-03-05", "second")
    assert (answer.outcome, [c["field"] for c in answer.conflicts]) == ("registered_with_conflicts", ["category"])


def test_before_anything_is_known_nothing_can_be_said_and_it_says_from_when(ask: Any) -> None:
    answer = ask("王小明", "2026-01-31", "first")
    assert (answer.outcome, answer.known_from, answer.reasons[0]) == ("indeterminate", "2026-02-01", "before_history")
    assert {s["source_id"]: s["state"] for s in answer.searched} == {
        "cn_national": "not_yet", "cn_zhejiang": "not_yet", "cn_hangzhou": "not_yet", "cn_query": "not_asked",
    }  # fmt: skip
    assert (answer.candidates, answer.rests_on) == ((), ())


def test_sources_are_those_of_the_day_at_their_age_of_the_day(ask: Any) -> None:
    answer = ask("何不凡", "2026-03-01", province="浙江")
    assert [(s["source_id"], s["asserted_on"], s["age_days"], s["state"]) for s in answer.searched] == [
        ("cn_hangzhou", None, None, "not_yet"), ("cn_zhejiang", None, None, "not_yet"),
        ("cn_national", "2026-03-01", 0, "current"), ("cn_query", None, None, "not_asked"),
    ]  # fmt: skip
    assert (answer.outcome, answer.notes) == ("not_found", ())
    lead = ask("王小明", "2026-02-11", "first").registrations[0]
    assert (lead["age_days"], lead["registration_id"]) == (
        10,
        ask("王小明", "2026-03-21", "first").registrations[0]["registration_id"],
    )


def test_what_lower_sources_say_is_known_of_the_release_s_day_alone(ask: Any) -> None:
    question = {"institution": "first"}
    assert ask("王小明", str(TODAY), **question).notes
    assert ask("王小明", "2026-03-20", **question).notes == ()


def test_the_release_s_day_is_the_answer_without_a_day(ask: Any, world: Path) -> None:
    questions = [
        {"name": n, "certificate_no": number(i)} for i, n in enumerate(("王小明", "张伟", "赵敏", "陈静", "孙大海"))
    ]
    asked = [read_question(q) for q in questions]
    with open_index(world / "lookup.sqlite") as index:
        assert answer(index, asked, TODAY, TODAY) == answer(index, asked, TODAY)


def test_on_any_day_the_answer_says_what_the_history_of_registrations_says(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    lab = make_lab(tmp_path_factory.mktemp("any"))
    rows = lab.table(
        "SELECT h.*, r.certificate_no FROM registration_history AS h JOIN registration AS r USING (registration_id)"
    )
    with lab.open() as con:
        write_index(con, lab.root)
    random = Random(3)
    people = sorted({(row["certificate_no"], row["registration_id"]) for row in rows})
    with open_index(lab.root / "lookup.sqlite") as index:
        for day in {date(2026, random.randint(1, 3), random.randint(1, 21)) for _ in range(12)}:
            true = {
                row["registration_id"]: row
                for row in rows
                if row["valid_from"] <= day and (row["valid_to"] is None or day <= row["valid_to"])
            }
            names = {row["registration_id"]: row["name"] for row in rows}
            asked = [read_question({"name": names[id], "certificate_no": no}) for no, id in people]
            for (_, id), found in zip(people, answer(index, asked, TODAY, day), strict=True):
                if id not in true:
                    assert found.registrations == (), (id, day)
                    continue
                (lead,) = (r for r in found.registrations if r["registration_id"] == id)
                for field in ("status", "level", "category", "scope", "main_institution", "province"):
                    assert lead[field] == true[id][field], (id, day, field)
