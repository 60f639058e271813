"""When a list comes to know of a change: each entry's own lag for each state, or never."""

from dataclasses import dataclass

import numpy as np

from simulator.careers import ENDED, States
from simulator.draws import NEVER, Ints
from simulator.settings import Lag


@dataclass(frozen=True, eq=False)
class Sightings:
    """For each row of a list, the states it can show (rows `offsets[i]` to `offsets[i + 1]`) and from which day."""

    offsets: Ints
    state: Ints
    visible_on: Ints

    def at(self, day: Ints | int) -> Ints:
        """State shown by each row on a day, -1 for none yet: the latest that has become visible."""
        counts = np.diff(self.offsets)
        days = np.repeat(day, counts) if isinstance(day, np.ndarray) else day
        seen = np.where(self.visible_on <= days, np.arange(len(self.state)), -1)
        latest = np.maximum.reduceat(seen, self.offsets[:-1]) if len(counts) else np.zeros(0, dtype=np.int64)
        shown: Ints = np.where(latest >= 0, self.state[latest], -1).astype(np.int32)
        return shown

    def take(self, rows: Ints) -> "Sightings":
        """The same for these rows, in this order."""
        counts = np.diff(self.offsets)[rows]
        index = _spread(self.offsets[:-1][rows], counts)
        return Sightings(_offsets(counts), self.state[index], self.visible_on[index])


def watch(
    rng: np.random.Generator, states: States, registration: Ints, since: Ints | int, change: Lag, removal: Lag
) -> Sightings:
    """Watch registrations, one row each; what is true on the day `since` is known at once, later changes with a lag."""
    first = states.first
    counts = (first[1:] - first[:-1])[registration]
    state = _spread(first[registration], counts)
    known_from = np.repeat(np.broadcast_to(np.asarray(since), len(registration)), counts)
    ends = np.isin(states.status[state], ENDED)
    start = states.start[state].astype(np.int64)
    late = np.where(
        rng.random(len(state)) < np.where(ends, removal.never, change.never),
        int(NEVER),
        rng.exponential(size=len(state)) * np.where(ends, removal.mean_days, change.mean_days),
    )
    late = np.where(start <= known_from, 0, late)
    visible_on = np.minimum(start + late, int(NEVER)).astype(np.int32)
    return Sightings(_offsets(counts), state.astype(np.int32), visible_on)


def _offsets(counts: Ints) -> Ints:
    return np.concatenate(([0], np.cumsum(counts)))


def _spread(starts: Ints, counts: Ints) -> Ints:
    """starts[0], starts[0] + 1 ... for counts[0] numbers, then the next."""
    offsets = _offsets(counts)
    return np.arange(offsets[-1]) + np.repeat(starts - offsets[:-1], counts)
