"""Who stands on a list below the official ones, and all of an entry that does not change from day to day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simulator.damage import spoil_names
from simulator.draws import NEVER, Bytes, Flags, Floats, Ints, pick, stream
from simulator.names import make_names
from simulator.people import TITLES, YEAR, load_departments
from simulator.reality import Reality
from simulator.settings import Copies, Listing
from simulator.sightings import Sightings, watch
from simulator.states import ENDED

# What a platform lists besides physicians; they have no register here.
NOBODY_TITLES = (*TITLES, "主管护师", "副主任护师", "康复治疗师", "心理治疗师", "主管技师", "营养师")
_NOBODY_TITLE_WEIGHTS = (6, 8, 8, 8, 18, 10, 16, 10, 10, 6)
# How much likelier each title is to be listed, and how the size of the institution counts.
TITLE_FACTOR = np.array([0.5, 1.0, 1.8, 2.4])
_SIZE_POWER = 0.55
# Entries that appear between the first date and the last.
_NEW_SHARE = 0.03


@dataclass(frozen=True, eq=False)
class Roster:
    """Parallel columns, one row per entry."""

    person: Ints  # -1 where the entry is nobody's
    sightings: Sightings  # of the person's main registration
    listed_on: Ints
    frozen_on: Ints  # a copy shows what was so on that day; NEVER for an entry kept up
    name: pa.Array
    name_error: Bytes
    gender: Bytes
    fixed_institution: Ints  # of a nobody, or the filed one shown; -1 to show the main one
    is_filed: Flags
    alias_draw: Floats  # which kind of name the institution goes by
    rename_lag: Ints
    department: Ints
    department_word: Ints  # 0 the department's own word, then those in everyday use
    nobody_title: Ints
    title_lag: Ints
    turn: Floats  # decides what is left to decide: a page's small differences
    hides_city: Flags
    has_number: Flags
    has_number_typo: Flags
    planted: Bytes  # index into planting.KINDS
    planted_institution: Ints  # what is shown in place of the true one; -1 for none
    planted_from: Ints
    planted_to: Ints
    copied_from: pa.Array  # the source it was taken over from, NULL for the source's own

    def __len__(self) -> int:
        return len(self.person)

    def take(self, rows: Ints) -> "Roster":
        """These rows, in this order."""
        columns: dict[str, Any] = {
            name: column.take(rows if isinstance(column, Sightings) else pa.array(rows))
            if isinstance(column, Sightings | pa.Array)
            else column[rows]
            for name, column in vars(self).items()
        }
        return Roster(**columns)


def make_roster(reality: Reality, source_id: str, listing: Listing) -> Roster:
    """Choose whom a platform lists, and draw what it gets wrong."""
    rng = stream(reality.seed, source_id)
    person = choose(rng, reality, listing.covers, TITLE_FACTOR)
    known_on = np.where(
        rng.random(len(person)) < _NEW_SHARE,
        _between(rng, reality.first, reality.last, len(person)),
        _between(rng, reality.since, reality.first, len(person)),
    )
    known_on = np.maximum(known_on, reality.people.entered_on[person] + 60)
    # Those listed twice have an older second entry; so many that they make up the share in the end.
    share = listing.errors.duplicate / (1 - listing.errors.duplicate) * 1.15
    again = np.flatnonzero(rng.random(len(person)) < share)
    older = known_on[again] - rng.integers(200, 1500, len(again))
    older = np.maximum(older, reality.people.entered_on[person[again]] + 30)
    roster = enter(rng, reality, listing, np.append(person, person[again]), np.append(known_on, older))
    return _left_alone(reality, roster) if reality.settings.old_hospitals else roster


def _left_alone(reality: Reality, roster: Roster) -> Roster:
    """Show old hospitals as they were on the day their list was last looked after: leavers remain, newcomers lack."""
    rng, settings, states = stream(reality.seed, "old hospitals"), reality.settings, reality.states
    size = len(reality.institutions)
    age = (settings.old_years * YEAR * (0.5 + rng.random(size))).astype(np.int64)
    left_on = np.where(rng.random(size) < settings.old_hospitals, reality.first - age, NEVER)
    # Who was there that day, by their main registration: the first ones are people's main ones.
    day = left_on[states.institution]
    is_there = (states.start <= day) & (day <= states.end) & (day != NEVER) & ~np.isin(states.status, ENDED)
    rows = np.flatnonzero(is_there & (states.registration < len(reality.people)))
    frozen_on = np.full(len(reality.people), NEVER, dtype=np.int64)
    frozen_on[states.registration[rows]] = day[rows]
    person = np.maximum(roster.person, 0)
    then = np.maximum(states.on(person, roster.listed_on), 0)
    is_late = (roster.person >= 0) & (left_on[states.institution[then]] < roster.listed_on)
    was_there = (roster.person >= 0) & (roster.listed_on <= frozen_on[person])
    roster = replace(roster, frozen_on=np.where(was_there, frozen_on[person], roster.frozen_on))
    return roster.take(np.flatnonzero(~is_late))


def make_permit_holders(reality: Reality, source_id: str, listing: Listing) -> Roster:
    """Enter holders of permits, a while after these began; `covers` is the share of them."""
    rng = stream(reality.seed, f"{source_id} permits")
    people = reality.people
    person = np.flatnonzero(people.has_permit & (rng.random(len(people)) < listing.covers))
    known_on = people.entered_on[person] + rng.integers(20, 200, len(person))
    errors = replace(listing.errors, nobody=0.0)
    return enter(rng, reality, replace(listing, filed=0.0, errors=errors), person, known_on)


def choose(rng: np.random.Generator, reality: Reality, covers: float, title_factor: Floats) -> Ints:
    """Choose a share of all people: sooner those of large institutions and of senior title, none on a permit."""
    people = reality.people
    title = people.title_at(np.arange(len(people)), reality.first)
    chance = reality.institutions.weight[people.institution] ** _SIZE_POWER * title_factor[title]
    chance[people.has_permit] = 0.0
    # Chances above one are cut, so the rest must rise; twenty steps bring the sum close enough.
    for _ in range(20):
        chance *= covers * len(people) / max(chance.sum(), 1e-9)
        chance = np.minimum(chance, 1.0)
    return np.flatnonzero(rng.random(len(people)) < chance)


def _between(rng: np.random.Generator, first: int, last: int, size: int) -> Ints:
    return first + rng.integers(0, max(last - first, 1), size)


def enter(rng: np.random.Generator, reality: Reality, listing: Listing, person: Ints, known_on: Ints) -> Roster:
    """Make entries of these people as they were on those days (not of those who had ended), and of some nobodies."""
    people, institutions = reality.people, reality.institutions
    then = reality.states.on(person, known_on)
    registered = (then >= 0) & ~np.isin(reality.states.status[then], ENDED)
    person, known_on = person[registered], known_on[registered]
    nobodies = round(len(person) * listing.errors.nobody / (1 - listing.errors.nobody))
    is_nobody = np.append(np.zeros(len(person), dtype=bool), np.ones(nobodies, dtype=bool))
    size = len(is_nobody)
    # A nobody borrows the first person's row where one is needed, and shows nothing of it.
    person = np.append(person, np.zeros(nobodies, dtype=np.int64))
    known_on = np.append(known_on, _between(rng, reality.since, reality.first, nobodies))
    strangers = institutions.draw(rng, nobodies)
    gender = people.gender[person]
    gender[is_nobody] = rng.integers(0, 2, nobodies)
    names = people.name.take(pa.array(person))
    invented = make_names(rng, gender[is_nobody], institutions.province[strangers], reality.settings.names)
    names = pc.replace_with_mask(names, pa.array(is_nobody), invented)
    former = pc.if_else(pa.array(is_nobody), None, people.former_name.take(pa.array(person)))
    names, name_error = spoil_names(rng, names, former, listing.errors)
    department = people.department[person]
    department[is_nobody] = pick(rng, load_departments().chances("general"), nobodies)
    filed = np.where(is_nobody, -1, _filed_institutions(rng, reality, person, listing.filed))
    fixed = filed.copy()
    fixed[is_nobody] = strangers
    everyday = rng.integers(1, 1 + load_departments().word_count, size)
    roster = Roster(
        person=np.where(is_nobody, -1, person),
        sightings=watch(rng, reality.states, person, known_on, listing.move, listing.removal),
        listed_on=known_on,
        frozen_on=np.full(size, NEVER),
        name=names,
        name_error=name_error,
        gender=gender,
        fixed_institution=fixed,
        is_filed=filed >= 0,
        alias_draw=rng.random(size),
        rename_lag=(rng.exponential(size=size) * listing.move.mean_days).astype(np.int64),
        department=department,
        department_word=np.where(rng.random(size) < listing.everyday_department, everyday, 0),
        nobody_title=pick(rng, _NOBODY_TITLE_WEIGHTS, size),
        title_lag=(rng.exponential(size=size) * listing.title.mean_days).astype(np.int64),
        turn=rng.random(size),
        hides_city=rng.random(size) < listing.no_city,
        has_number=~is_nobody & (rng.random(size) < listing.numbered),
        has_number_typo=np.zeros(size, dtype=bool),
        planted=np.zeros(size, dtype=np.int8),
        planted_institution=np.full(size, -1),
        planted_from=np.full(size, NEVER, dtype=np.int64),
        planted_to=np.full(size, NEVER, dtype=np.int64),
        copied_from=pa.nulls(size, pa.string()),
    )
    return roster.take(rng.permutation(size))


def _filed_institutions(rng: np.random.Generator, reality: Reality, person: Ints, share: float) -> Ints:
    """A filed institution that is good on all dates, for a share of the people; -1 for the rest."""
    filed = reality.filed
    good = np.flatnonzero((filed.start <= reality.first) & (filed.end >= reality.last))
    owners, first = np.unique(filed.registration[good], return_index=True)
    institution_of = np.full(len(reality.people), -1, dtype=np.int64)
    institution_of[owners] = filed.institution[good[first]]
    institution = institution_of[person]
    have = max(float((institution >= 0).mean()), 1e-9) if len(person) else 1.0
    return np.where(rng.random(len(person)) < share / have, institution, -1)


def make_copies(
    reality: Reality, source_id: str, listing: Listing, copies: Copies, rosters: Mapping[str, Roster]
) -> Roster:
    """Entries copied from other lists some time ago, their errors with them; the rest are the source's own."""
    rng = stream(reality.seed, f"{source_id} copies")
    own = make_roster(reality, source_id, listing)
    parts = [own.take(np.flatnonzero(rng.random(len(own)) >= sum(copies.shares.values())))]
    for copied_id, share in copies.shares.items():
        copied = rosters[copied_id]
        rows = np.flatnonzero(rng.random(len(copied)) < share * len(own) / max(len(copied), 1))
        shows_number = (copied.person[rows] >= 0) & (rng.random(len(rows)) < listing.numbered)
        origin = pa.repeat(pa.scalar(copied_id, pa.string()), len(rows))
        parts.append(replace(copied.take(rows), has_number=shows_number, copied_from=origin))
    roster = join_rosters(parts)
    if copies.mean_years:
        age = (rng.exponential(size=len(roster)) * copies.mean_years * YEAR).astype(np.int64)
        copied_on = np.maximum(reality.first - age, roster.listed_on)
        # What was old on the list copied is no newer on the copy.
        roster = replace(roster, frozen_on=np.minimum(roster.frozen_on, copied_on))
    has_typo = roster.has_number & (rng.random(len(roster)) < copies.number_typo)
    return replace(roster, has_number_typo=has_typo).take(rng.permutation(len(roster)))


def join_rosters(parts: Sequence[Roster]) -> Roster:
    """One roster after the other."""
    columns: dict[str, Any] = {}
    for name, column in vars(parts[0]).items():
        values = [getattr(part, name) for part in parts]
        if isinstance(column, Sightings):
            columns[name] = Sightings(
                *(np.concatenate(c) for c in zip(*(vars(v).values() for v in values), strict=True))
            )
        else:
            columns[name] = pa.concat_arrays(values) if isinstance(column, pa.Array) else np.concatenate(values)
    return Roster(**columns)
