"""A share and its interval: published values, and what the interval is by definition."""

import doctest
from math import isclose, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import proportion
from reports.proportion import Z_95, Proportion


def test_examples_in_the_docstring_hold() -> None:
    assert doctest.testmod(proportion).failed == 0


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    # Newcombe 1998, table I, method 3.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_intervals_are_those_of_the_literature(count: int, total: int, low: float, high: float) -> None:
    interval = Proportion(count, total).interval
    assert interval is not None
    assert [round(bound, 4) for bound in interval] == [low, high]


@given(st.integers(1, 10**7).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))))
def test_bounds_are_where_the_score_test_just_rejects(case: tuple[int, int]) -> None:
    count, total = case
    share, interval = Proportion(count, total).share, Proportion(count, total).interval
    assert share is not None
    assert interval is not None
    low, high = interval
    assert 0 <= low <= share + 1e-12
    assert share - 1e-12 <= high <= 1
    for bound in (low, high):
        distance = Z_95 * sqrt(bound * (1 - bound) / total)
        assert isclose(abs(share - bound), distance, rel_tol=1e-6, abs_tol=1e-7)


def test_without_a_whole_there_is_no_share() -> None:
    assert Proportion(0, 0).share is None
    assert Proportion(0, 0).interval is None
