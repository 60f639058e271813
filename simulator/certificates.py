"""Certificate numbers of the real structure that no real person has: every serial begins with 99.

A number is level (1), category (2), division of the issuer (6) and serial (6). It can never pass for a citizen id: read as one of the old
15-digit ids, its day of birth would be digits 11 and 12, which are the second 9 and one more digit: 90 or later.
"""

import numpy as np
import pyarrow as pa

from simulator.draws import Ints, rows_of, stream
from simulator.institutions import Institutions
from simulator.people import ASSISTANT, RURAL_GP, YEAR, People
from simulator.places import Places

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
# Per prefix: 9,999 + 1 decimal serials, then a letter in the third place, as some real codes have letters.
_DECIMAL, _LETTERED = 10_000, 1_000
SERIALS = _DECIMAL + len(_LETTERS) * _LETTERED


def issuing_divisions(people: People, institutions: Institutions, places: Places, seed: int) -> list[str]:
    """Six-digit code of the authority that issued each certificate: a county, city or province; abolished codes too."""
    rng = stream(seed, "issuers")
    division = np.array([int(code) for code in institutions.division])[people.institution]
    city = institutions.city_number[people.institution]
    level = rng.random(len(people))
    issuer = np.where(level < 0.6, division, np.where(level < 0.9, city, division // 10_000 * 10_000))
    retired: dict[int, list[int]] = {}
    for place in places.retired:
        retired.setdefault(int(place.code) // 10_000, []).append(int(place.code))
    years = (people.entered_on / YEAR + 1970).astype(np.int32)
    old = np.flatnonzero((years < 2010) & (rng.random(len(people)) < 0.06))
    for province, codes in retired.items():
        here = old[division[old] // 10_000 == province]
        issuer[here] = np.array(codes)[rng.integers(len(codes), size=len(here))]
    return [f"{code:06d}" for code in issuer.tolist()]


def make_certificates(people: People, issuers: list[str]) -> pa.Array:
    """One number per person, no two alike.

    Raises:
        ValueError: More people of one level, category and issuer than there are serials.
    """
    category = np.array([int(row["category_code"]) for row in rows_of("scopes.csv")])[people.scope]
    level = np.where(np.isin(people.instrument, (ASSISTANT, RURAL_GP)), 2, 1)
    prefix = level * 100_000_000 + category * 1_000_000 + np.array(issuers, dtype=np.int64)
    permit = people.has_permit
    prefix[permit] = people.instrument[permit]
    rank = _rank_within(prefix)
    if int(rank.max(initial=0)) >= SERIALS:
        raise ValueError(f"{int(rank.max()) + 1} certificates of one prefix; there are {SERIALS} serials")
    serials = pa.array([serial(n) for n in range(int(rank.max(initial=0)) + 1)])
    texts = pa.array(prefix).cast(pa.string())
    numbers = pa.compute.binary_join_element_wise(texts, serials.take(pa.array(rank)), "")
    permits = pa.array([f"{'FHT'[int(p) - 4 if p >= 4 else 0]}" for p in people.instrument[permit]], pa.string())
    years = pa.array((people.entered_on[permit] / YEAR + 1970).astype(np.int32)).cast(pa.string())
    permits = pa.compute.binary_join_element_wise(permits, years, serials.take(pa.array(rank[permit])), "")
    return pa.compute.replace_with_mask(numbers, pa.array(permit), permits)


def serial(rank: int) -> str:
    """The serial of that rank within its prefix: decimal ones in mixed order, then those with a letter.

    >>> serial(0), serial(1), serial(10_000)
    ('990000', '997919', '99A000')
    """
    if rank < _DECIMAL:
        return f"99{rank * 7919 % _DECIMAL:04d}"
    letter, number = divmod(rank - _DECIMAL, _LETTERED)
    return f"99{_LETTERS[letter]}{number:03d}"


def _rank_within(group: Ints) -> Ints:
    """0, 1, 2 ... within each value of `group`, in row order."""
    order = np.argsort(group, kind="stable")
    ordered = group[order]
    starts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    counts = np.diff(np.concatenate((starts, [len(group)])))
    rank = np.empty(len(group), dtype=np.int64)
    rank[order] = np.arange(len(group)) - np.repeat(starts, counts)
    return rank
