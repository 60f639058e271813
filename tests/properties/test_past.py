"""What was officially so on an earlier day: the days of change that are judged are all there are."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.properties.bench import Bench
from tests.properties.histories import AS_OF, Visit, histories


@settings(settings.get_profile("properties"))
@given(histories(), st.lists(st.integers(0, 480), min_size=8, max_size=8, unique=True))
def test_the_history_of_registrations_holds_every_day(
    bench: Bench, history: tuple[Visit, ...], ages: list[int]
) -> None:
    """On any day the table says what the rules say of that day, worked out anew for everybody."""
    bench.run(history, past=True)
    days: list[date] = [AS_OF.date() - timedelta(days=age) for age in ages]
    assert bench.history_on(days) == bench.judged_on(days)
