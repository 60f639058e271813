"""When a list comes to know of a change: each entry's own lag for each state, or never."""

from dataclasses import dataclass

import numpy as np

from simulator.draws import NEVER, Ints
from simulator.settings import Lag
from simulator.states import ENDED, States


@dataclass(frozen=True, eq=False)
class Sightings:
    """The states each row of a list can show, `counts` of them, and the day from which each is visible to it."""

    counts: Ints  # per row
    state: Ints
    visible_on: Ints

    def at(self, day: Ints | int) -> Ints:
        """State shown by each row on a day (or on a day of its own), -1 for none yet: the latest one visible."""
        days = np.repeat(day, self.counts) if isinstance(day, np.ndarray) else day
        seen = np.where(self.visible_on <= days, np.arange(len(self.state)), -1)
        latest = np.maximum.reduceat(seen, np.cumsum(self.counts) - self.counts) if len(seen) else seen
        return np.where(latest >= 0, self.state[latest], -1) if len(seen) else latest

    def take(self, rows: Ints) -> "Sightings":
        """The same of these rows, in this order."""
        begins = np.cumsum(self.counts) - self.counts
        index = _runs(begins[rows], self.counts[rows])
        return Sightings(self.counts[rows], self.state[index], self.visible_on[index])


def watch(
    rng: np.random.Generator, states: States, registration: Ints, since: Ints | int, change: Lag, removal: Lag
) -> Sightings:
    """Watch registrations, a row each: what is so on the day `since` is known at once, what comes later with a lag."""
    first = states.first
    counts = (first[1:] - first[:-1])[registration]
    state = _runs(first[registration], counts)
    since = np.repeat(since, counts) if isinstance(since, np.ndarray) else since
    ends = np.isin(states.status[state], ENDED)
    lag = rng.exponential(size=len(state)) * np.where(ends, removal.mean_days, change.mean_days)
    missed = rng.random(len(state)) < np.where(ends, removal.never, change.never)
    start = states.start[state]
    late = np.where(missed, NEVER, start + lag.astype(np.int64))
    return Sightings(counts, state, np.where(start <= since, start, late))


def _runs(starts: Ints, counts: Ints) -> Ints:
    """counts[0] numbers from starts[0] on, then counts[1] from starts[1] ..."""
    before = np.cumsum(counts) - counts
    numbers: Ints = np.arange(int(counts.sum())) + np.repeat(starts - before, counts)
    return numbers
