"""Who stands on a list below the official ones, and everything of an entry that does not change from day to day."""

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simulator import aliases as alias_kinds
from simulator.aliases import Aliases
from simulator.careers import ENDED, FiledSites, States, state_on
from simulator.damage import spoil_names
from simulator.draws import NEVER, Bytes, Flags, Floats, Ints, pick, stream
from simulator.institutions import Institutions
from simulator.names import make_names
from simulator.people import TITLES, YEAR, Departments, People
from simulator.places import Places
from simulator.settings import Listing, Settings
from simulator.sightings import Sightings, watch

# What a platform lists besides physicians; they have no register here.
NOBODY_TITLES = (*TITLES, "主管护师", "副主任护师", "康复治疗师", "心理治疗师", "主管技师", "营养师")
_NOBODY_TITLE_WEIGHTS = (6, 8, 8, 8, 18, 10, 16, 10, 10, 6)
# How much likelier each title is to be listed.
_TITLE_FACTOR = np.array([0.5, 1.0, 1.8, 2.4])
_SIZE_POWER = 0.55
_NEW_SHARE = 0.03


@dataclass(frozen=True, eq=False)
class World:
    """All that is true, whoever shows it."""

    seed: int
    first: int
    last: int
    since: int  # the day events begin
    settings: Settings
    places: Places
    institutions: Institutions
    aliases: Aliases
    people: People
    certificate_no: pa.Array
    issuer: list[str]
    states: States
    filed: FiledSites
    departments: Departments


@dataclass(frozen=True, eq=False)
class Roster:
    """Parallel columns, one row per entry; `person` is -1 where the entry is nobody's."""

    person: Ints
    sightings: Sightings  # of the person's main registration; of nobody's, of row 0
    listed_on: Ints
    frozen_on: Ints  # a copy shows what was so on that day; NEVER for an entry kept up
    name: pa.Array
    name_error: Bytes
    gender: Bytes
    fixed_institution: Ints  # of a nobody, or the filed one shown; -1 for the main one
    is_filed: Flags
    alias: Bytes  # kind of name the institution goes by
    rename_lag: Ints
    department: Ints
    department_draw: Floats
    nobody_title: Ints
    title_lag: Ints
    teaching_draw: Floats
    hides_city: Flags
    has_number: Flags
    number_typo: Flags
    is_duplicate: Flags

    def __len__(self) -> int:
        return len(self.person)

    def take(self, rows: Ints) -> "Roster":
        """These rows, in this order."""
        index = pa.array(rows)
        columns = {
            name: value.take(index) if isinstance(value, pa.Array | pa.ChunkedArray)
            else value.take(rows) if isinstance(value, Sightings)
            else value[rows]
            for name, value in vars(self).items()
        }  # fmt: skip
        return Roster(**columns)


def make_roster(world: World, source_id: str, listing: Listing) -> Roster:
    """Choose whom a source lists, and draw what it gets wrong."""
    rng = stream(world.seed, f"roster {source_id}")
    person = _chosen(rng, world, listing.covers)
    known_on = _known_on(rng, world, person)
    copies = np.flatnonzero(rng.random(len(person)) < listing.duplicate / (1 - listing.duplicate))
    is_duplicate = np.zeros(len(person) + len(copies), dtype=bool)
    is_duplicate[len(person) :] = True
    older = np.maximum(known_on[copies] - rng.integers(200, 1500, len(copies)), world.people.entered_on[person[copies]] + 30)
    person = np.concatenate((person, person[copies]))
    known_on = np.concatenate((known_on, older))
    active = ~np.isin(world.states.status[state_on(world.states, person, known_on)], ENDED)
    person, known_on, is_duplicate = person[active], known_on[active], is_duplicate[active]
    nobody = round(len(person) * listing.nobody / (1 - listing.nobody))
    return _entries(rng, world, listing, person, known_on, is_duplicate, nobody)


def make_committee_roster(world: World, source_id: str, listing: Listing) -> Roster:
    """As `make_roster`, of senior people only; nothing is kept up after the year of the election."""
    rng = stream(world.seed, f"roster {source_id}")
    person = _chosen(rng, world, listing.covers, _TITLE_FACTOR**3)
    sits = np.array([bool(name) for name in world.departments.committee])
    person = person[sits[world.people.department[person]]]
    year = world.first - (rng.integers(30, 1500, len(sits)))[world.people.department[person]]
    known_on = np.maximum(year, world.people.entered_on[person] + 60)
    active = ~np.isin(world.states.status[state_on(world.states, person, known_on)], ENDED)
    person, known_on = person[active], known_on[active]
    nobody = round(len(person) * listing.nobody / (1 - listing.nobody))
    return _entries(rng, world, listing, person, known_on, np.zeros(len(person), dtype=bool), nobody)


def make_copies(world: World, source_id: str, listing: Listing, rosters: dict[str, Roster]) -> Roster:
    """Entries copied from other lists some time ago, their errors with them; the rest is from old registers."""
    rng = stream(world.seed, f"copies {source_id}")
    own = make_roster(world, source_id, listing)
    share = sum(world.settings.copied.values())
    parts = [own.take(np.flatnonzero(rng.random(len(own)) >= share))]
    for copied_id, part in world.settings.copied.items():
        parent = rosters[copied_id]
        chosen = np.flatnonzero(rng.random(len(parent)) < part * len(own) / len(parent))
        copy = parent.take(chosen)
        typos = rng.random(len(copy)) < listing.numbered
        parts.append(replace(copy, has_number=typos, is_duplicate=np.zeros(len(copy), dtype=bool)))
    merged = _joined(parts)
    age = rng.exponential(world.settings.copy_years * YEAR, len(merged)).astype(np.int32)
    frozen_on = np.maximum(world.first - age, merged.listed_on) if world.settings.copy_years else merged.frozen_on
    order = rng.permutation(len(merged))
    typo = merged.has_number & (rng.random(len(merged)) < (0.04 if world.settings.copied else 0.0))
    return replace(merged, frozen_on=frozen_on, number_typo=typo).take(order)


def _joined(parts: list[Roster]) -> Roster:
    columns = {}
    for name, value in vars(parts[0]).items():
        values = [getattr(part, name) for part in parts]
        if isinstance(value, Sightings):
            counts = np.concatenate([np.diff(v.offsets) for v in values])
            columns[name] = Sightings(
                np.concatenate(([0], np.cumsum(counts))),
                np.concatenate([v.state for v in values]),
                np.concatenate([v.visible_on for v in values]),
            )
        elif isinstance(value, np.ndarray):
            columns[name] = np.concatenate(values)
        else:
            columns[name] = pa.concat_arrays([_flat(v) for v in values])
    return Roster(**columns)


def _flat(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _chosen(rng: np.random.Generator, world: World, covers: float, factor: Floats = _TITLE_FACTOR) -> Ints:
    """Physicians in large institutions and of senior title first; `covers` of all in the end."""
    people = world.people
    everyone = np.arange(len(people), dtype=np.int32)
    title = people.title_at(everyone, world.first)
    chance = world.institutions.weight[people.institution] ** _SIZE_POWER * factor[title]
    chance[people.has_permit] = 0.0
    scale = covers * len(people) / chance.sum()
    for _ in range(20):
        scale *= covers * len(people) / np.minimum(chance * scale, 1.0).sum()
    return everyone[rng.random(len(people)) < chance * scale]


def _known_on(rng: np.random.Generator, world: World, person: Ints) -> Ints:
    """The day whose truth the entry was made from; the last few come between the first date and the last."""
    first = world.since + rng.integers(0, max(world.first - world.since, 1), len(person))
    new = world.first + rng.integers(0, max(world.last - world.first, 1), len(person))
    known_on = np.where(rng.random(len(person)) < _NEW_SHARE, new, first)
    return np.maximum(known_on, world.people.entered_on[person] + 60).astype(np.int32)


def _entries(
    rng: np.random.Generator, world: World, listing: Listing, person: Ints, known_on: Ints, is_duplicate: Flags,
    nobody: int,
) -> Roster:  # fmt: skip
    people, institutions = world.people, world.institutions
    size = len(person) + nobody
    is_nobody = np.zeros(size, dtype=bool)
    is_nobody[len(person) :] = True
    person = np.concatenate((person, np.zeros(nobody, dtype=np.int32)))
    known_on = np.concatenate((known_on, world.since + rng.integers(0, max(world.first - world.since, 1), nobody)))
    sightings = watch(rng, world.states, person, known_on, listing.move, listing.removal)
    strangers = institutions.draw(rng, nobody)
    gender = people.gender[person]
    gender[is_nobody] = rng.integers(0, 2, nobody)
    names = make_names(rng, gender[is_nobody], institutions.province[strangers], world.settings.names)
    index = pa.array(person)
    everybody = pc.replace_with_mask(_flat(people.name.take(index)), pa.array(is_nobody), _flat(names))
    former = pc.if_else(pa.array(is_nobody), None, people.former_name.take(index))
    shown, name_error = spoil_names(rng, everybody, former, listing)
    department = people.department[person]
    department[is_nobody] = pick(rng, world.departments.chances("general"), nobody)
    fixed = np.full(size, -1, dtype=np.int32)
    is_filed = ~is_nobody & (rng.random(size) < listing.filed / world.settings.careers.filed_site)
    site = np.searchsorted(world.filed.registration, person)
    site = np.minimum(site, len(world.filed.registration) - 1)
    if len(world.filed.registration):
        is_filed &= (world.filed.registration[site] == person) & (world.filed.start[site] <= world.first)
        is_filed &= world.filed.end[site] >= world.last
        fixed = np.where(is_filed, world.filed.institution[site], fixed)
    else:
        is_filed[:] = False
    fixed[is_nobody] = strangers
    roster = Roster(
        person=np.where(is_nobody, -1, person),
        sightings=sightings,
        listed_on=known_on.astype(np.int32),
        frozen_on=np.full(size, NEVER),
        name=_flat(shown),
        name_error=name_error,
        gender=gender,
        fixed_institution=fixed,
        is_filed=is_filed,
        alias=world.aliases.draw(rng.random(size), listing),
        rename_lag=rng.exponential(max(listing.move.mean_days, 1e-9), size).astype(np.int32),
        department=department,
        department_draw=rng.random(size) / max(listing.everyday_department, 1e-9),
        nobody_title=pick(rng, _NOBODY_TITLE_WEIGHTS, size),
        title_lag=rng.exponential(max(listing.title_lag.mean_days, 1e-9), size).astype(np.int32),
        teaching_draw=rng.random(size),
        hides_city=rng.random(size) < listing.no_city,
        has_number=~is_nobody & (rng.random(size) < listing.numbered),
        number_typo=np.zeros(size, dtype=bool),
        is_duplicate=np.concatenate((is_duplicate, np.zeros(nobody, dtype=bool))),
    )
    return roster.take(rng.permutation(size))


@dataclass(frozen=True, eq=False)
class Entries:
    """What a roster shows on one day: the rows listed, and for each what the page needs and how it errs."""

    row: Ints  # of the roster
    institution: Ints
    institution_text: pa.Array
    alias_kind: Bytes
    is_untabled_alias: Flags
    title: Ints  # index into NOBODY_TITLES
    flags: dict[str, Flags]


def entries_on(world: World, roster: Roster, day: int) -> Entries:
    """Show a roster on a day."""
    view = np.minimum(roster.frozen_on, day)
    states, institutions = world.states, world.institutions
    shown = roster.sightings.at(view)
    nobody = roster.person < 0
    state = np.maximum(shown, 0)
    listed = (roster.listed_on <= day) & (nobody | ((shown >= 0) & ~np.isin(states.status[state], ENDED)))
    row = np.flatnonzero(listed)
    state, view, person = state[row], view[row], np.maximum(roster.person[row], 0)
    nobody = nobody[row]
    fixed = roster.fixed_institution[row]
    institution = np.where(fixed >= 0, fixed, states.institution[state]).astype(np.int32)
    alias = roster.alias[row]
    index = world.aliases.at(institution, alias)
    text = world.aliases.text.take(pa.array(index))
    kind = world.aliases.kind[index]
    official = institutions.shown_at(institution, view - roster.rename_lag[row])
    old = (kind == alias_kinds.OFFICIAL) & (official >= len(institutions)) & (day >= institutions.renamed_on[institution])
    text = pc.if_else(pa.array(kind == alias_kinds.OFFICIAL), institutions.shown_names.take(pa.array(official)), text)
    kind = np.where(old, alias_kinds.FORMER, kind).astype(np.int8)
    title = world.people.title_at(person, view - roster.title_lag[row])
    truth = state_on(states, person, day)
    ended = np.isin(states.status[truth], ENDED)
    flags = {
        "is_stale": ~nobody & ~roster.is_filed[row] & (institution != states.institution[truth]),
        "is_cancelled": ~nobody & ended,
        "is_duplicate": roster.is_duplicate[row],
        "is_unofficial": nobody,
        "is_filed_site": roster.is_filed[row],
    }
    return Entries(
        row, institution, _flat(text), kind, world.aliases.untabled[index] & ~old,
        np.where(nobody, roster.nobody_title[row], title), flags,
    )  # fmt: skip

