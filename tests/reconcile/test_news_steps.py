"""Each SELECT of what a refresh has to hear, alone."""

from datetime import date, datetime
from typing import Any

import pytest

from tests.reconcile.conftest import RunStep

MONDAY, TUESDAY = datetime(2026, 3, 2, 2), datetime(2026, 3, 3, 2)


def run(run_id: str, at: datetime, **more: Any) -> dict[str, Any]:
    about = {"source_id": "s", "run_id": run_id, "started_at": at, "outcome": "complete", "kind": "crawl"}
    return about | {"asserted_on": at.date()} | more


@pytest.mark.parametrize(
    ("before", "after", "moves"),
    [
        ({}, {}, (date(2026, 3, 2), date(2026, 3, 3))),
        # A list that states no day, and one that states the same again: only when it was seen moves.
        ({"asserted_on": None}, {"asserted_on": None}, (None, None)),
        ({"asserted_on": date(2026, 2, 1)}, {"asserted_on": date(2026, 2, 1)}, (date(2026, 2, 1), date(2026, 2, 1))),
        # Of an earlier day than the last reconcile's it may change what was so then.
        ({"asserted_on": date(2026, 2, 1)}, {"asserted_on": date(2026, 2, 28)}, None),
        ({"asserted_on": None}, {}, None),
        # Not the whole list.
        ({}, {"outcome": "partial"}, None),
        ({}, {"kind": "lookup"}, None),
        # It arrived late.
        ({}, {"started_at": datetime(2026, 3, 1, 2)}, None),
    ],
)  # fmt: skip
def test_the_days_of_a_list_move_when_it_is_shown_whole_again(
    run_step: RunStep, before: dict[str, Any], after: dict[str, Any], moves: tuple[Any, Any] | None
) -> None:
    rows = run_step(
        "news.relisted_source",
        run=[run("old", MONDAY, **before), run("new", TUESDAY, **after)],
        source=[{"source_id": "s", "is_act": False}],
        reconciled=[{"day": MONDAY.date()}],
        reconciled_run=[{"run_id": "old"}],
    )
    assert [(row["was_asserted_on"], row["asserted_on"]) for row in rows] == ([moves] if moves else [])
    assert all((row["was_last_seen_at"], row["last_seen_at"]) == (MONDAY, TUESDAY) for row in rows)


def test_bulletins_are_heard_entry_by_entry(run_step: RunStep) -> None:
    rows = run_step(
        "news.relisted_source",
        run=[run("old", MONDAY), run("new", TUESDAY)],
        source=[{"source_id": "s", "is_act": True}],
        reconciled=[{"day": MONDAY.date()}],
        reconciled_run=[{"run_id": "old"}],
    )
    assert rows == []


def test_what_is_heard_of_and_what_only_stands(run_step: RunStep) -> None:
    relisted = [
        {"source_id": "s", "was_last_seen_at": MONDAY, "last_seen_at": TUESDAY,
         "was_asserted_on": MONDAY.date(), "asserted_on": TUESDAY.date()},
    ]  # fmt: skip

    def spell(id: str, source: str = "s", opened: str = "old", **more: Any) -> dict[str, Any]:
        about = {"source_id": source, "source_record_id": id, "opened_run_id": opened, "missed_run_id": None}
        return about | {"closed_run_id": None, "closed_at": None} | more

    def seen(id: str, at: datetime, closed_at: datetime | None = None) -> dict[str, Any]:
        return {"source_id": "s", "source_record_id": id, "last_seen_at": at, "closed_at": closed_at}

    tables: dict[str, list[dict[str, Any]]] = {
        "run": [run("old", MONDAY), run("new", TUESDAY), run("else", TUESDAY, source_id="t")],
        "reconciled_run": [{"run_id": "old"}],
        "relisted_source": relisted,
        "spell": [
            spell("stands"), spell("new", opened="new"), spell("missed", missed_run_id="new"),
            spell("gone", closed_run_id="new", closed_at=TUESDAY), spell("asked"), spell("dated"),
            # The first whole list of its source that is heard of.
            spell("first", "t"), spell("over", "t", closed_at=datetime(2026, 1, 1)),
        ],
        "sighting": [{"source_id": "s", "source_record_id": "unit", "run_id": "new"}],
        "record": [
            {"source_id": "s", "source_record_id": "dated", "asserted_on": MONDAY.date()},
            {"source_id": "s", "source_record_id": "stands", "asserted_on": date(2025, 1, 1)},
        ],
        # Asked for by itself after the list was read.
        "spell_seen": [seen("stands", MONDAY), seen("asked", datetime(2026, 3, 2, 9)), seen("dated", MONDAY)],
    }  # fmt: skip
    heard = run_step("news.changed_history", **tables)
    assert [(row["source_id"], row["source_record_id"]) for row in heard] == [
        *(("s", id) for id in ("asked", "dated", "gone", "missed", "new", "unit")), ("t", "first"),
    ]  # fmt: skip
    gone = [seen("gone", MONDAY), seen("stands", datetime(2026, 1, 5), datetime(2026, 1, 9))]
    moved = run_step(
        "news.changed_day",
        relisted_source=relisted, changed_history=heard, spell_seen=tables["spell_seen"] + gone,
    )  # fmt: skip
    assert [(row["source_record_id"], row["was_last_seen_at"], row["last_seen_at"]) for row in moved] == [
        ("stands", MONDAY, TUESDAY)
    ]


@pytest.mark.parametrize(
    ("other", "is_turned"),
    [
        # Its list speaks for the day after the other's now, as it did.
        ({"asserted_on": date(2026, 2, 1)}, False),
        # They spoke for one day.
        ({"asserted_on": date(2026, 3, 2)}, True),
        # The other spoke last.
        ({"asserted_on": date(2026, 3, 3)}, True),
        ({"asserted_on": date(2026, 5, 1)}, False),
        # It is gone from the other list since the day between.
        ({"asserted_on": date(2026, 2, 1), "gone_on": date(2026, 3, 3)}, True),
        # Somebody else's.
        ({"asserted_on": date(2026, 3, 2), "practitioner_id": "q"}, False),
    ],
)  # fmt: skip
@pytest.mark.parametrize("is_old", [False, True])
def test_whose_days_stand_in_another_order(
    run_step: RunStep, other: dict[str, Any], is_turned: bool, is_old: bool
) -> None:
    one = {"registration_id": "r", "practitioner_id": "p", "source_id": "s", "source_record_id": "1", "gone_on": None}
    limit = 5 if is_old else 40
    rows = run_step(
        "news.changed_order",
        official_record=[
            one | {"asserted_on": MONDAY.date()},
            one | {"source_id": "t", "gone_on": None} | other,
        ],
        changed_day=[
            {"source_id": "s", "source_record_id": "1", "was_asserted_on": MONDAY.date(),
             "asserted_on": date(2026, 3, 10)},
        ],
        source=[{"source_id": id, "age_limit_days": limit} for id in "st"],
        # Of the houses that this entry names, one that another names too.
        institution_said=[
            {"entity_id": house, "source_id": "s", "source_record_id": id, "claim_count": count}
            for house, id, count in (("h", "1", 2), ("alone", "1", 1), ("other", "2", 2))
        ],
        # It had grown too old by the last reconcile, or not.
        reconciled=[{"day": date(2026, 3, 9)}],
    )  # fmt: skip
    assert [row["entity_id"] for row in rows] == ["h", *(["p", "r"] if is_turned or is_old else [])]
