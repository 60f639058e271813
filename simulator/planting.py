"""Errors put on lists on purpose: for some days of the world, and mended after them (see docs/world.md)."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pyarrow as pa

from simulator.draws import NEVER, Bytes, Flags, Ints, stream
from simulator.people import ASSISTANT, RURAL_GP
from simulator.reality import Reality
from simulator.rosters import Roster, join_rosters, make_permit_holders, make_roster
from simulator.settings import Errors, Listing

KINDS = ("none", "wrong_site", "unfiled_site", "expired_filing", "title", "level", "category")
NONE, WRONG_SITE, UNFILED_SITE, EXPIRED_FILING, TITLE, LEVEL, CATEGORY = range(len(KINDS))
# Those that put another institution in the place of the true one.
SITES = (WRONG_SITE, UNFILED_SITE, EXPIRED_FILING)


def make_platform(reality: Reality, source_id: str, listing: Listing) -> Roster:
    """Choose whom a platform lists, holders of permits among them, and plant its errors."""
    listed = make_roster(reality, source_id, listing), make_permit_holders(reality, source_id, listing)
    return plant(reality, source_id, listing, join_rosters(listed))


def plant(reality: Reality, source_id: str, listing: Listing, roster: Roster) -> Roster:
    """Give some entries of a platform another workplace, a filing that runs out, or a title above the level."""
    rng = stream(reality.seed, f"{source_id} planted")
    errors, size, draw = listing.errors, len(roster), rng.random(len(roster))
    person = np.maximum(roster.person, 0)
    is_free = (roster.person >= 0) & (roster.fixed_institution < 0) & ~reality.people.has_permit[person]
    starts, mended = _days(reality, rng, size)
    filing = _filing_that_ends(reality)[person]
    elsewhere, nearby = _strange_institutions(reality, rng, person, starts)
    is_assistant = np.isin(reality.people.instrument[person], (ASSISTANT, RURAL_GP))
    kind = np.select(
        [
            is_free & (filing >= 0) & (draw < errors.expired_filing),
            is_free & (elsewhere >= 0) & (draw < errors.wrong_site),
            is_free & (nearby >= 0) & (draw >= errors.wrong_site) & (draw < errors.wrong_site + errors.unfiled_site),
            (roster.person >= 0) & is_assistant & (draw < errors.title),
        ],
        [EXPIRED_FILING, WRONG_SITE, UNFILED_SITE, TITLE],
        NONE,
    ).astype(np.int8)
    filed = reality.filed
    is_filing, is_title = kind == EXPIRED_FILING, kind == TITLE
    filing = np.maximum(filing, 0)
    site = np.select([kind == WRONG_SITE, kind == UNFILED_SITE], [elsewhere, nearby], -1)
    if len(filed.start):
        site = np.where(is_filing, filed.institution[filing], site)
        starts = np.where(is_filing, filed.start[filing], starts)
        mended = np.where(is_filing, filed.end[filing] + rng.integers(40, 500, size), mended)
    # A title is wrong for longer, and may have been before the first date.
    starts = np.where(is_title, starts - rng.integers(0, 800, size), starts)
    # A stranger of another province can be told by the number alone.
    has_number = (kind == WRONG_SITE) & (rng.random(size) < 0.5) & (listing.numbered > 0)
    return replace(
        roster, has_number=roster.has_number | has_number, planted=kind, planted_institution=site,
        planted_from=starts.astype(np.int64), planted_to=mended.astype(np.int64),
    )  # fmt: skip


def plant_words(reality: Reality, source_id: str, errors: Errors, roster: Roster) -> Roster:
    """Give some entries of a portal that copies registers another level or category."""
    rng = stream(reality.seed, f"{source_id} planted")
    size, draw = len(roster), rng.random(len(roster))
    starts, mended = _days(reality, rng, size)
    is_level, is_category = draw < errors.level, (draw >= errors.level) & (draw < errors.level + errors.category)
    kind = np.where(roster.person < 0, NONE, np.select([is_level, is_category], [LEVEL, CATEGORY], NONE))
    return replace(
        roster, planted=kind.astype(np.int8), planted_from=starts - rng.integers(0, 400, size), planted_to=mended
    )  # fmt: skip


def copy_planted(
    reality: Reality, source_id: str, errors: Errors, roster: Roster, copied: Mapping[str, Roster]
) -> Roster:
    """Add what a list took over from others while they were wrong, some weeks later and error and all.

    It is put right later than where it came from, or not at all.
    """
    rng = stream(reality.seed, f"{source_id} copied errors")
    parts = [roster]
    for copied_id, other in copied.items():
        is_wrong = np.isin(other.planted, (WRONG_SITE, UNFILED_SITE))
        rows = np.flatnonzero(is_wrong & (rng.random(len(other)) < errors.copied))
        copies = other.take(rows)
        parts.append(
            replace(
                copies,
                listed_on=copies.planted_from + rng.integers(5, 50, len(rows)),
                planted_to=np.where(rng.random(len(rows)) < 0.5, NEVER, copies.planted_to + 60),
                has_number=np.zeros(len(rows), dtype=bool),
                copied_from=pa.repeat(pa.scalar(copied_id, pa.string()), len(rows)),
            )
        )
    return join_rosters(parts)


def is_active(roster: Roster, view: Ints) -> Flags:
    """Whether what was planted shows in each entry on a day of its own."""
    shows: Flags = (roster.planted != NONE) & (roster.planted_from <= view) & (view <= roster.planted_to)
    return shows


def kinds_shown(roster: Roster, view: Ints) -> Bytes:
    """What shows of it: index into KINDS."""
    kinds: Bytes = np.where(is_active(roster, view), roster.planted, NONE).astype(np.int8)
    return kinds


def kind_texts(kinds: Bytes) -> pa.Array:
    """Its name, NULL for none."""
    return pa.array([None, *KINDS[1:]], pa.string()).take(pa.array(kinds))


def _days(reality: Reality, rng: np.random.Generator, size: int) -> tuple[Ints, Ints]:
    """First and last day of each error; all begin after the first date, most end before the last."""
    span = max(reality.last - reality.first - 60, 1)
    starts = reality.first + 20 + rng.integers(0, span, size)
    return starts, starts + rng.integers(60, 400, size)


def _filing_that_ends(reality: Reality) -> Ints:
    """Per person the row of a filing that runs out shortly before or while we watch, -1 for none."""
    filed = reality.filed
    found = np.full(len(reality.people), -1, dtype=np.int64)
    ends = np.flatnonzero((filed.end > reality.first - 150) & (filed.end < reality.last - 40))
    # The first registrations are people's main ones.
    ends = ends[filed.registration[ends] < len(found)]
    found[filed.registration[ends]] = ends
    return found


def _strange_institutions(
    reality: Reality, rng: np.random.Generator, person: Ints, day: Ints
) -> tuple[Ints, Ints]:  # fmt: skip
    """Institutions where each person never was: in a province of no workplace of theirs, and in the one of the day."""
    institutions, states, filed = reality.institutions, reality.states, reality.filed
    row = np.maximum(states.on(person, day), 0)
    far = institutions.draw(rng, len(person))
    near = institutions.draw_near(rng, states.institution[row], institutions.province)
    owner = states.person[np.append(states.registration, filed.registration)]
    site = np.append(states.institution, filed.institution)
    been_at = np.unique(owner.astype(np.int64) * len(institutions) + site)
    been_in = np.unique(owner.astype(np.int64) * 100 + institutions.province[site])
    is_far = ~np.isin(person * 100 + institutions.province[far], been_in)
    is_new = ~np.isin(person * len(institutions) + near, been_at)
    return np.where(is_far, far, -1), np.where(is_new, near, -1)
