"""Spells are gap-safe: only what a run covered can end, and only content that is new is stored."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.warehouse.conftest import DAY_0, Registry
from warehouse.db import read_sql
from warehouse.history import take_in_all
from warehouse.landing import Landing

WANG = {"source_key": "1", "name": "王小明", "title": "主任医师"}
LI = {"source_key": "2", "name": "李雪", "title": "医师"}
LI_PROMOTED = {"source_key": "2", "name": "李雪", "title": "主治医师"}


def test_an_unchanged_list_stores_nothing(registry: Registry) -> None:
    registry.run(0, WANG, LI)
    again = registry.run(1, LI, WANG)
    assert (again.outcome, again.distinct_count, again.new_count) == ("complete", 2, 0)
    assert registry.query("SELECT count(*) FROM raw_record") == [(2,)]
    assert registry.query("SELECT count(*) FROM sighting") == [(0,)]


def test_a_changed_entry_closes_one_spell_and_opens_another(registry: Registry) -> None:
    registry.run(0, WANG, LI)
    registry.run(1, WANG, LI_PROMOTED)
    assert registry.spells() == [("1", 0, None, None), ("2", 0, 1, "replaced"), ("2", 1, None, None)]


def test_where_a_site_states_its_total_one_complete_run_proves_absence(registry: Registry) -> None:
    registry.run(0, WANG, LI, stated_count=2)
    registry.run(1, WANG, stated_count=1)
    assert registry.spells() == [("1", 0, None, None), ("2", 0, 1, "gone")]


def test_where_it_states_none_the_second_run_in_a_row_does(registry: Registry) -> None:
    registry.run(0, WANG, LI)
    registry.run(1, WANG)
    assert registry.spells() == [("1", 0, None, None), ("2", 0, None, None)]
    registry.run(2, WANG)
    assert registry.spells() == [("1", 0, None, None), ("2", 0, 2, "gone")]


def test_an_entry_seen_in_between_was_never_gone(registry: Registry) -> None:
    registry.run(0, WANG, LI)
    registry.run(1, WANG)
    registry.run(2, WANG, LI)
    registry.run(3, WANG)
    assert registry.spells() == [("1", 0, None, None), ("2", 0, None, None)]


def test_blocked_partial_and_failed_runs_close_nothing(registry: Registry) -> None:
    registry.run(0, WANG, LI, stated_count=2)
    for day, outcome in enumerate(("blocked", "partial", "failed"), start=1):
        registry.run(day, outcome=outcome, stated_count=0)
    assert registry.spells() == [("1", 0, None, None), ("2", 0, None, None)]


def test_a_run_that_disagrees_with_the_stated_total_is_partial(registry: Registry) -> None:
    registry.run(0, WANG, LI, stated_count=2)
    short = registry.run(1, WANG, stated_count=2)
    assert short.outcome == "partial"
    assert short.reason == "the site states 2 entries, 1 distinct ones were read"
    assert registry.spells() == [("1", 0, None, None), ("2", 0, None, None)]


def test_fewer_entries_than_the_declaration_expects_are_a_finding(make_registry: Callable[..., Registry]) -> None:
    registry = make_registry(expect=(2, 10))
    run = registry.run(0, WANG)
    assert (run.outcome, run.reason) == ("partial", "1 entries, at least 2 expected")


def test_what_goes_and_comes_back_is_two_spells_of_one_record(registry: Registry) -> None:
    registry.run(0, WANG, LI, stated_count=2)
    registry.run(1, WANG, stated_count=1)
    registry.run(2, WANG, LI, stated_count=2)
    assert registry.spells() == [("1", 0, None, None), ("2", 0, 1, "gone"), ("2", 2, None, None)]


def test_an_unchanged_answer_renews_the_records_last_read_from_its_address(registry: Registry) -> None:
    registry.run(0, WANG, address="/1", stated_count=1)
    run = registry.run(1, requests=(("/1", "unchanged"),), stated_count=1)
    assert (run.outcome, run.distinct_count, run.new_count) == ("complete", 1, 0)
    assert registry.spells() == [("1", 0, None, None)]


def test_a_failed_run_stores_no_entry(registry: Registry) -> None:
    run = registry.run(0, WANG, outcome="failed", reason="the layout changed")
    assert (run.outcome, run.new_count) == ("failed", 0)
    assert registry.spells() == []


def test_a_run_that_died_is_failed_and_takes_nothing_in(registry: Registry) -> None:
    registry.run(0, WANG)
    died = registry.workspace.raw("xx_test_list") / "20260302T020000Z.part"
    ids = []
    # Two of one second are two runs.
    for _ in range(2):
        died.mkdir()
        with registry.workspace.warehouse() as con:
            (result,) = take_in_all(registry.workspace, con, {registry.source.id: registry.source})
        assert (result.outcome, result.reason) == ("failed", "the run ended without closing")
        assert not died.exists()
        ids.append(result.run_id)
    assert ids == ["xx_test_list/20260302T020000Z-died", "xx_test_list/20260302T020000Z-died-2"]
    assert registry.spells() == [("1", 0, None, None)]


def test_progress_tells_how_far_each_landing_is(registry: Registry) -> None:
    for day in (0, 1):
        landing = Landing(registry.workspace, registry.source, "import", DAY_0 + timedelta(days=day))
        landing.add_rows([WANG], address="list", url="list", retrieved_at=DAY_0)
        landing.close("complete", DAY_0)
    told: list[tuple[str, int, int]] = []
    with registry.workspace.warehouse() as con:
        take_in_all(registry.workspace, con, {registry.source.id: registry.source}, lambda *line: told.append(line))
    steps = ("landed_entry", "landed_mark", "spell", "raw_record")
    assert told == [(f"xx_test_list {step}", done, 8) for done, step in enumerate(steps * 2)]


def test_an_answered_question_ends_what_it_no_longer_shows(make_registry: Callable[..., Registry]) -> None:
    registry = make_registry(covering="lookup")
    registry.run(0, WANG, address="浙江|王小明|", questions=(("浙江|王小明|", "answer"),))
    registry.run(1, LI, address="浙江|李雪|", questions=(("浙江|李雪|", "answer"),))
    assert registry.spells() == [("1", 0, None, None), ("2", 1, None, None)]
    registry.run(2, questions=(("浙江|王小明|", "empty"), ("浙江|李雪|", "challenge")), outcome="blocked")
    assert registry.spells() == [("1", 0, 2, "gone"), ("2", 1, None, None)]


def test_one_entry_on_two_pages_is_one_entry(registry: Registry) -> None:
    run = registry.run(0, WANG, WANG, LI, stated_count=2)
    assert (run.outcome, run.distinct_count, run.issue_count) == ("complete", 2, 0)


def test_different_entries_under_one_key_are_both_kept_and_named(registry: Registry) -> None:
    run = registry.run(0, LI, LI_PROMOTED)
    assert run.distinct_count == 2
    assert [record for record, *_ in registry.spells()] == ["2", "2#2"]
    assert registry.query("SELECT field, reason FROM issue") == [
        ("key", "a different entry has the same key; both are kept")
    ]


@pytest.mark.parametrize("known", [LI, LI_PROMOTED])
def test_a_newcomer_under_a_known_key_takes_over_nobodys_identity(registry: Registry, known: dict[str, str]) -> None:
    registry.run(0, known)
    registry.run(1, LI, LI_PROMOTED)
    assert registry.spells() == [("2", 0, None, None), ("2#2", 1, None, None)]
    # Nor does a row of which only the key is filled.
    registry.run(2, LI, LI_PROMOTED, {"source_key": "2"})
    assert registry.spells() == [("2", 0, None, None), ("2#2", 1, None, None), ("2#3", 2, None, None)]
    assert registry.query("SELECT source_record_id FROM issue WHERE field = 'name'") == [("2#3",)]


def test_an_entry_without_key_is_kept_under_its_content_and_named(registry: Registry) -> None:
    registry.run(0, {"source_key": " ", "name": "王小明"})
    (record, *_), *_ = registry.spells()
    assert record.startswith("row:")
    assert registry.query("SELECT row_no, field, reason FROM issue") == [
        (1, "key", "key columns are empty; kept under its content")
    ]


def test_last_seen_comes_from_run_coverage(registry: Registry) -> None:
    registry.run(0, WANG, LI)
    registry.run(1, WANG, LI)
    registry.run(2, LI, outcome="partial")
    registry.run(3, LI)
    seen = registry.query(
        "SELECT source_record_id, date_diff('day', DATE '2026-03-01', last_seen_at::DATE) FROM "
        f"({read_sql('warehouse', 'spell_seen')}) ORDER BY ALL"
    )
    assert seen == [("1", 1), ("2", 3)]


def test_a_failed_lookup_ends_nothing(make_registry: Callable[..., Registry]) -> None:
    registry = make_registry(covering="lookup")
    registry.run(0, WANG, address="浙江|王小明|", questions=(("浙江|王小明|", "answer"),))
    registry.run(1, WANG, address="浙江|王小明|", questions=(("浙江|王小明|", "answer"),), outcome="failed")
    assert registry.spells() == [("1", 0, None, None)]


def test_a_landing_that_outlived_its_taking_in_is_not_taken_in_again(registry: Registry) -> None:
    registry.run(0, WANG)
    left = registry.workspace.raw("xx_test_list") / "20260301T020000Z.part"
    left.mkdir()
    with registry.workspace.warehouse() as con:
        assert take_in_all(registry.workspace, con, {registry.source.id: registry.source}) == []
    assert not left.exists()
    assert registry.query("SELECT source_record_id, sighting FROM raw_record") == [("1", "content")]
