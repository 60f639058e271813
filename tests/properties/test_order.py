"""The order in which things were read or taken in leaves no trace."""

from dataclasses import replace
from itertools import groupby
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.properties.bench import Bench
from tests.properties.histories import Visit, histories, seeds


@settings(settings.get_profile("properties"))
@given(histories(), seeds(), st.integers(1, 3))
def test_published_tables_do_not_depend_on_reading_order(
    bench: Bench, history: tuple[Visit, ...], random: Random, batch: int
) -> None:
    """Entries of a run in any order and any batches; runs of one night taken in in any order."""
    straight = bench.run(history, past=True).published()
    shuffled = [replace(v, entries=tuple(random.sample(v.entries, len(v.entries))), batch=batch) for v in history]
    shuffled.sort(key=lambda v: (v.at, random.random()))
    assert bench.run(shuffled, past=True).published() == straight


@settings(settings.get_profile("properties"))
@given(histories())
def test_reconciling_every_night_equals_reconciling_once(bench: Bench, history: tuple[Visit, ...]) -> None:
    at_once = bench.run(history)
    official, links = at_once.official(), at_once.rows("link")
    bench.wipe()
    for at, night in groupby(history, key=lambda visit: visit.at):
        bench.take_in(night)
        bench.reconcile(at)
    bench.reconcile()
    assert bench.official() == official
    # The model of linking is that of an earlier night, as long as the lists have changed by less than a tenth.
    refreshed = bench.rows("link")
    bench.reconcile(full=True)
    assert bench.rows("link") == refreshed
    bench.reconcile(fit=True)
    assert bench.rows("link") == links
