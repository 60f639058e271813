"""Time: events become states, states become what a list knows of them."""

import numpy as np
import pytest

from simulator.careers import batch_day
from simulator.draws import NEVER, Ints, stream
from simulator.reality import Reality, make_reality
from simulator.settings import Lag, Settings
from simulator.sightings import Sightings, watch
from simulator.states import ACTIVE, CANCELLED, ENDED, SUSPENDED, Events, States, scope_names, with_added

FIRST, LAST = 20_500, 20_590


@pytest.fixture(scope="module")
def reality() -> Reality:
    return make_reality(20_000, 5, FIRST, LAST, Settings())


def days(*numbers: int) -> Ints:
    return np.array(numbers)


def one_person(*events: tuple[int, dict[str, int]]) -> States:
    """The states of one registration after these events, each a day and what changes on it."""
    collected = Events()
    for day, change in events:
        collected.add(days(0), days(day), **change)
    return collected.states(days(0), np.array([False]), days(0))


def test_events_become_states_that_follow_one_another() -> None:
    states = one_person(
        (100, {"institution": 1, "scope": 2, "status": ACTIVE}),
        (500, {"status": CANCELLED}),
        (300, {"institution": 9}),
    )
    assert states.start.tolist() == [100, 300, 500]
    assert states.end.tolist() == [299, 499, NEVER]
    assert states.institution.tolist() == [1, 9, 9]
    assert states.status.tolist() == [ACTIVE, ACTIVE, CANCELLED]


def test_of_events_on_one_day_the_last_decides_and_what_changes_nothing_is_no_state() -> None:
    states = one_person(
        (100, {"institution": 1, "scope": 2, "status": ACTIVE}),
        (200, {"status": SUSPENDED}),
        (200, {"status": ACTIVE}),
    )
    assert states.start.tolist() == [100]


def test_the_state_on_a_day_is_none_before_the_first() -> None:
    states = one_person((100, {"institution": 1, "scope": 2, "status": ACTIVE}), (300, {"institution": 9}))
    asked = days(99, 100, 299, 300, 9_999)
    assert states.on(np.zeros(5, dtype=np.int64), asked).tolist() == [-1, 0, 0, 1, 1]


def test_a_list_shows_a_change_when_its_lag_has_passed_and_a_missed_one_never() -> None:
    # Two rows: the first sees its second state on day 350, the other never does.
    known = Sightings(counts=days(2, 2), state=days(0, 1, 0, 1), visible_on=days(100, 350, 100, NEVER))
    assert known.at(99).tolist() == [-1, -1]
    assert known.at(349).tolist() == [0, 0]
    assert known.at(350).tolist() == [1, 0]
    assert known.take(days(1, 0)).at(350).tolist() == [0, 1]


def test_what_was_so_when_a_list_began_is_known_at_once() -> None:
    states = one_person((100, {"institution": 1, "scope": 2, "status": ACTIVE}), (300, {"institution": 9}))
    slow, never = Lag(1e6), Lag(0, never=1.0)
    begun_before = watch(stream(1, "a"), states, days(0), 200, slow, never)
    begun_after = watch(stream(1, "a"), states, days(0), 400, slow, never)
    assert begun_before.at(1_000).tolist() == [0]
    assert begun_after.at(1_000).tolist() == [1]


def test_without_a_lag_a_list_shows_what_is_so(reality: Reality) -> None:
    everyone = np.arange(len(reality.people))
    known = watch(stream(1, "a"), reality.states, everyone, 0, Lag(0), Lag(0))
    for day in (FIRST - 2_000, FIRST, LAST):
        assert (known.at(day) == reality.states.on(everyone, day)).all()


def test_a_lag_keeps_its_mean(reality: Reality) -> None:
    everyone = np.arange(len(reality.people))
    known = watch(stream(1, "a"), reality.states, everyone, 0, Lag(30), Lag(30))
    assert (known.visible_on - reality.states.start[known.state]).mean() == pytest.approx(29.5, rel=0.05)


def test_states_of_a_registration_neither_overlap_nor_leave_a_gap(reality: Reality) -> None:
    states = reality.states
    goes_on = states.registration[1:] == states.registration[:-1]
    assert (states.start <= states.end).all()
    assert (states.start[1:][goes_on] == states.end[:-1][goes_on] + 1).all()
    assert (states.end[:-1][~goes_on] == NEVER).all()
    assert (states.status[states.first[:-1]] == ACTIVE).all()


def test_nobody_moves_after_the_end_and_only_a_cancelled_one_comes_back(reality: Reality) -> None:
    states = reality.states
    same = states.registration[1:] == states.registration[:-1]
    ended = np.isin(states.status[:-1], ENDED) & same
    assert (states.status[:-1][ended] == CANCELLED).all()
    assert (states.status[1:][ended] == ACTIVE).all()
    assert (states.institution[1:][ended] == states.institution[:-1][ended]).all()


def test_authorities_act_on_the_1st_and_16th() -> None:
    asked = np.array(["2026-01-01", "2026-01-02", "2026-01-16", "2026-01-17", "2026-12-31"], dtype="datetime64[D]")
    acted = batch_day(asked.astype(np.int64)).astype("datetime64[D]")
    assert [str(day) for day in acted] == ["2026-01-01", "2026-01-16", "2026-01-16", "2026-02-01", "2027-01-01"]


def test_people_move_and_are_cancelled_as_often_as_the_settings_say(reality: Reality) -> None:
    states, careers = reality.states, reality.settings.careers
    same = states.registration[1:] == states.registration[:-1]
    main = ~states.is_second[states.registration[1:]]
    person_years = (reality.last - np.maximum(reality.people.entered_on, reality.since)).sum() / 365.25
    moves = (same & main & (states.institution[1:] != states.institution[:-1])).sum() / person_years
    ends = (same & main & np.isin(states.status[1:], ENDED)).sum() / person_years
    # Some find no other institution, and no second end follows the first.
    assert 0.75 * careers.move < moves < 1.05 * careers.move
    assert 0.8 * careers.cancel < ends < 1.1 * careers.cancel


def test_a_second_registration_is_in_another_province_and_ends_with_the_main_one(reality: Reality) -> None:
    states = reality.states
    seconds = np.flatnonzero(states.is_second)
    province = reality.institutions.province[states.institution]
    share = len(seconds) / len(reality.people)
    assert 0.01 < share < 0.04
    begins = states.first[:-1][seconds]
    main = states.on(states.person[seconds], states.start[begins])
    assert (province[begins] != province[main]).all()
    at_last = states.on(seconds, LAST)
    main_at_last = states.on(states.person[seconds], LAST)
    over = np.isin(states.status[main_at_last], ENDED)
    assert np.isin(states.status[at_last][over], ENDED).all()


def test_filed_sites_lie_in_the_province_and_end_with_the_stay_there(reality: Reality) -> None:
    filed, states = reality.filed, reality.states
    for day in (filed.start, np.minimum(filed.end, LAST)):
        row = states.on(filed.registration, day)
        assert (states.status[row] == ACTIVE).all()
        assert (
            reality.institutions.province[states.institution[row]] == reality.institutions.province[filed.institution]
        ).all()


def test_an_added_scope_joins_the_first() -> None:
    both = with_added(days(10), days(0))
    assert scope_names(int(both[0])) == ["内科专业", "全科医学专业"]
    assert scope_names(10) == ["全科医学专业"]
