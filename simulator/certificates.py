"""Certificate numbers of the real structure that no real person has: every serial begins with 99.

A number is level (1), category (2), division of the issuer (6) and serial (6). It can never pass for a citizen id:
read as one of the old 15-digit ids, its day of birth would stand in digits 11 and 12, which are the second 9 of the
serial and one more digit: 90 or later.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simulator.draws import Ints, rows_of, stream, year_of
from simulator.institutions import Institutions
from simulator.people import ASSISTANT, PERMITS, RURAL_GP, People
from simulator.places import Places

# Ten thousand serials 99#### to a prefix; then those with a letter in third place, as some real codes have letters.
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_DECIMAL = 10_000
SERIALS = _DECIMAL + len(_LETTERS) * 1_000
_PERMIT_LETTERS = dict(zip(PERMITS, "FHT", strict=True))


def issuing_divisions(people: People, institutions: Institutions, places: Places, seed: int) -> Ints:
    """Six-digit code of the authority that issued each certificate: a county, a city or a province.

    Of those issued before 2010, some bear a code that has been abolished since.
    """
    rng = stream(seed, "issuers")
    county = np.array([int(code) for code in institutions.division])[people.institution]
    city = institutions.city_number[people.institution]
    level = rng.random(len(people))
    issuer = np.where(level < 0.6, county, np.where(level < 0.9, city, county // 10_000 * 10_000))
    old = np.flatnonzero((year_of(people.entered_on) < 2010) & (rng.random(len(people)) < 0.06))
    retired = np.array(sorted(int(place.code) for place in places.retired))
    low = np.searchsorted(retired, county[old] // 10_000 * 10_000)
    high = np.searchsorted(retired, county[old] // 10_000 * 10_000 + 10_000)
    drawn = low + (rng.random(len(old)) * (high - low)).astype(np.int64)
    issuer[old] = np.where(high > low, retired[np.minimum(drawn, len(retired) - 1)], issuer[old])
    return issuer


def make_certificates(people: People, issuer: Ints) -> pa.Array:
    """One number per person, no two alike; those of permits are a letter, the year and a serial.

    Raises ValueError if more people have one level, category and issuer than there are serials.
    """
    category = np.array([int(row["category_code"]) for row in rows_of("scopes.csv")])[people.scope]
    level = np.where(np.isin(people.instrument, (ASSISTANT, RURAL_GP)), 2, 1)
    prefix = level * 100_000_000 + category * 1_000_000 + issuer
    permit = people.has_permit
    year = year_of(people.entered_on)
    prefix[permit] = people.instrument[permit].astype(np.int64) * 10_000 + year[permit]
    number, lettered = _serials(prefix)
    kinds = pa.array([_PERMIT_LETTERS.get(i, "") for i in range(int(people.instrument.max(initial=0)) + 1)])
    shown = pc.binary_join_element_wise(
        kinds.take(pa.array(people.instrument)), pa.array(np.where(permit, year, prefix)).cast(pa.string()), ""
    )
    decimal = pc.utf8_lpad(pa.array(number).cast(pa.string()), 4, "0")
    letter = pa.array(list(_LETTERS)).take(pa.array(np.maximum(lettered, 0) // 1_000))
    further = pc.binary_join_element_wise(
        letter, pc.utf8_lpad(pa.array(lettered % 1_000).cast(pa.string()), 3, "0"), ""
    )
    serial = pc.if_else(pa.array(lettered < 0), decimal, further)
    return pc.binary_join_element_wise(shown, "99", serial, "")


def _serials(prefix: Ints) -> tuple[Ints, Ints]:
    """Per person the decimal serial, and the rank among those with a letter (-1 for the rest)."""
    rank = _rank_within(prefix)
    if int(rank.max(initial=0)) >= SERIALS:
        raise ValueError(f"{int(rank.max()) + 1} certificates of one prefix, and {SERIALS} serials")
    # In mixed order from a start of the prefix's own, so that the last four digits tell people apart.
    return (rank * 7_919 + prefix * 3_571) % _DECIMAL, np.maximum(rank - _DECIMAL, -1)


def _rank_within(group: Ints) -> Ints:
    """0, 1, 2 ... within each value of `group`, in row order."""
    order = np.argsort(group, kind="stable")
    starts = np.flatnonzero(np.append(True, group[order][1:] != group[order][:-1]))
    counts = np.diff(np.append(starts, len(group)))
    rank = np.empty(len(group), dtype=np.int64)
    rank[order] = np.arange(len(group)) - np.repeat(starts, counts)
    return rank
