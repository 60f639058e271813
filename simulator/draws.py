"""Seeded randomness and days as numbers: what every part of the made-up world is drawn with."""

import csv
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Ints = npt.NDArray[np.integer[Any]]
Bytes = npt.NDArray[np.int8]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

EPOCH = date(1970, 1, 1)
# Later than any day of the world: "never", "still so".
NEVER = np.int32(2**31 - 1)


def stream(seed: int, topic: str) -> np.random.Generator:
    """One stream of random numbers per topic, so that a change in one part leaves the others as they were."""
    return np.random.Generator(np.random.PCG64([seed, crc32(topic.encode())]))


def pick(rng: np.random.Generator, weights: npt.ArrayLike, size: int) -> Ints:
    """Draw `size` indices with chances in proportion to `weights`."""
    cumulative = np.cumsum(np.asarray(weights, dtype=np.float64))
    found = np.searchsorted(cumulative, rng.random(size) * cumulative[-1], side="right")
    drawn: Ints = np.minimum(found, len(cumulative) - 1).astype(np.int32)
    return drawn


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def year_of(days: Ints) -> Ints:
    """Calendar year of each day."""
    return days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + EPOCH.year


def day_text(days: Ints, pattern: str) -> pa.Array:
    """Days as text, NULL where never. `pattern` has {y}, {m} and {d} as str.format reads them."""
    known = days != NEVER
    if not known.any():
        return pa.nulls(len(days), pa.string())
    first, last = int(days[known].min()), int(days[known].max())
    texts = []
    for offset in range(first, last + 1):
        on = EPOCH + timedelta(days=offset)
        texts.append(pattern.format(y=on.year, m=on.month, d=on.day))
    return pa.array(texts).take(pa.array(np.where(known, days - first, 0), mask=~known))


@cache
def rows_of(name: str) -> tuple[dict[str, str], ...]:
    """Rows of one of the tables in simulator/data."""
    text = files("simulator.data").joinpath(name).read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def words_of(name: str) -> tuple[str, ...]:
    """The words of one of the word lists in simulator/data."""
    return tuple(files("simulator.data").joinpath(name).read_text(encoding="utf-8").split())
