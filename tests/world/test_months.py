"""Months of runs over a made-up world, some not whole: nothing is lost by them, and what was planted is found."""

from pathlib import Path

import pytest

from benchmarks.months import Result, crawl_months, import_months, tell


def check(result: Result) -> None:
    """Hold what months of runs came to against what they must."""
    scores = result.scores
    assert {"blocked", "partial", "failed"} & result.outcomes.keys(), "some runs were to be not whole"
    assert result.closed_by_incomplete == 0
    assert {rows for _, rows in result.differing} == {0}
    assert scores.closed == scores.mended
    due, found = (sum(getattr(kind, name) for kind in scores.kinds) for name in ("due", "found"))
    reported, right = (sum(getattr(kind, name) for kind in scores.kinds) for name in ("reported", "right"))
    assert found >= 0.98 * due > 0
    assert right >= 0.98 * reported > 0
    assert (scores.legal_reported, scores.alias_reported) == (0, 0)
    assert min(scores.legal, scores.alias) > 0


@pytest.mark.slow
@pytest.mark.parametrize(("read", "physicians", "months"), [(import_months, 4_000, 8), (crawl_months, 2_000, 6)])
def test_what_was_planted_is_found_and_closed_once_mended(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], read: object, physicians: int, months: int
) -> None:
    result = read(tmp_path, physicians, 43, months, 4)  # type: ignore[operator]
    with capsys.disabled():
        tell(result)
    check(result)
