"""What a run says of itself is believed only as far as it agrees with what was read before."""

from collections.abc import Callable
from datetime import date

import pytest

from tests.warehouse.conftest import Registry


def people(first: int, last: int) -> list[dict[str, str | None]]:
    return [{"source_key": str(n), "name": "王小明", "title": "医师"} for n in range(first, last + 1)]


def open_spells(registry: Registry) -> int:
    return sum(closed is None for _, _, closed, _ in registry.spells())


def test_a_list_that_is_suddenly_empty_is_a_finding_and_closes_nothing(registry: Registry) -> None:
    registry.run(0, *people(1, 3), stated_count=3)
    for day in (1, 2):
        run = registry.run(day, stated_count=0)
        assert (run.outcome, run.gone_count) == ("partial", 0)
        assert run.reason == "0 entries, the last complete run had 3; is it true? see may_shrink"
    assert open_spells(registry) == 3


@pytest.mark.parametrize(("left", "outcome"), [(9, "partial"), (10, "complete")])
def test_a_list_that_has_lost_more_than_half_is_a_finding(registry: Registry, left: int, outcome: str) -> None:
    registry.run(0, *people(1, 20), stated_count=20)
    assert registry.run(1, *people(1, left), stated_count=left).outcome == outcome
    assert open_spells(registry) == (20 if outcome == "partial" else left)


def test_a_person_can_say_that_it_is_true(registry: Registry) -> None:
    registry.run(0, *people(1, 20), stated_count=20)
    config = registry.workspace.root / "mingce.toml"
    text = config.read_text(encoding="utf-8").replace("may_shrink = []", 'may_shrink = ["xx_test_list"]')
    config.write_text(text, encoding="utf-8")
    told = Registry(registry.workspace.open(registry.workspace.root), registry.source)
    assert told.run(1, *people(1, 2), stated_count=2).outcome == "complete"
    assert open_spells(told) == 2


@pytest.mark.parametrize(("entries", "outcome"), [(2000, "partial"), (1000, "complete")])
def test_a_long_list_that_speaks_for_a_new_day_and_says_the_same_is_a_finding(
    registry: Registry, entries: int, outcome: str
) -> None:
    rows = people(1, entries)
    registry.run(0, *rows, asserted_on=date(2026, 2, 28))
    # An old day stated again is only old.
    assert registry.run(29, *rows, asserted_on=date(2026, 2, 28)).outcome == "complete"
    run = registry.run(30, *rows, asserted_on=date(2026, 3, 31))
    assert run.outcome == outcome
    if outcome == "partial":
        assert run.reason == "of 2026-03-31, but as it was on 2026-02-28: no entry has changed"
        assert registry.query("SELECT count(*) FROM sighting") == [(0,)]
    # One change, and it is a new list.
    assert registry.run(31, *rows[:-1], asserted_on=date(2026, 4, 1)).outcome == "complete"


def test_an_entry_whose_page_is_not_found_is_missed_and_never_gone_while_its_list_links_to_it(
    registry: Registry,
) -> None:
    registry.run(0, *people(1, 1), address="/1", stated_count=1)
    for day in (1, 2, 3):
        run = registry.run(day, requests=(("/1", "not_found"),), stated_count=1)
        # All of one entry is a list that has become empty.
        assert (run.outcome, run.gone_count) == ("partial", 0)
    registry.run(4, *people(2, 2), address="/2", requests=(("/1", "not_found"),), stated_count=2)
    registry.run(5, *people(2, 2), address="/2", requests=(("/1", "not_found"),), stated_count=2)
    assert registry.spells() == [("1", 0, None, None), ("2", 4, None, None)]
    assert registry.query("SELECT source_record_id, missed_run_id FROM spell ORDER BY ALL") == [
        ("1", "xx_test_list/20260305T020000Z"),
        ("2", None),
    ]
    # Off the list at last.
    assert registry.run(6, *people(2, 2), address="/2", stated_count=1).gone_count == 1


def test_a_register_that_suddenly_knows_nobody_is_a_finding(make_registry: Callable[..., Registry]) -> None:
    registry = make_registry(covering="lookup", asserts="live")
    asked = [str(n) for n in range(20)]
    found = tuple((n, "answer" if int(n) < 12 else "empty") for n in asked)
    registry.run(0, *people(0, 0), address="0", questions=found)
    silent = registry.run(1, questions=tuple((n, "empty") for n in asked))
    assert (silent.outcome, silent.reason) == (
        "partial",
        "none of 20 questions found anybody; before, 60% did; is it true? see may_shrink",
    )
    assert registry.spells() == [("0", 0, None, None)]
    assert registry.query("SELECT DISTINCT outcome FROM question WHERE asked_at >= '2026-03-02'") == [
        ("layout_changed",)
    ]
    few = registry.run(2, questions=(("0", "empty"),))
    assert (few.outcome, few.gone_count) == ("complete", 1)
