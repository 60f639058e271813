"""People who may practise: gender, name, department, title, and the kind of certificate they hold."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simulator.draws import NEVER, Bytes, Flags, Floats, Ints, pick, rows_of, stream
from simulator.institutions import Institutions
from simulator.names import FEMALE, MALE, make_names
from simulator.settings import Settings
from warehouse.schema import INSTRUMENTS

PHYSICIAN, ASSISTANT, RURAL_GP = (INSTRUMENTS.index(name) for name in ("physician", "assistant", "rural_gp"))
PERMITS = tuple(INSTRUMENTS.index(name) for name in ("foreign_permit", "hkmo_permit", "tw_permit"))
TITLES = ("医师", "主治医师", "副主任医师", "主任医师")
YEAR = 365.25


@dataclass(frozen=True, eq=False)
class Departments:
    """The table of departments as columns."""

    name: tuple[str, ...]
    scope: tuple[str, ...]
    words: tuple[tuple[str, ...], ...]  # what platforms call it
    committee: tuple[str, ...]
    female: Floats
    groups: tuple[dict[str, float], ...]  # kind of institution -> weight

    def chances(self, group: str) -> Floats:
        """Share of each department among the physicians of that kind of institution."""
        return np.array([weights.get(group, 0.0) for weights in self.groups])


def load_departments() -> Departments:
    """Read the table of departments."""
    rows = rows_of("departments.csv")
    groups = []
    for row in rows:
        parts = row["groups"].split()
        groups.append({name: float(weight) for name, weight in zip(parts[::2], parts[1::2], strict=True)})
    return Departments(
        tuple(row["department"] for row in rows),
        tuple(row["scope"] for row in rows),
        tuple(tuple(row["words"].split("|")) for row in rows),
        tuple(row["committee"] for row in rows),
        np.array([float(row["female_percent"]) / 100 for row in rows]),
        tuple(groups),
    )


@dataclass(frozen=True, eq=False)
class People:
    """Parallel columns, one row per person; days count from 1970-01-01."""

    name: pa.Array
    former_name: pa.Array  # NULL for nearly all
    gender: Bytes
    instrument: Bytes  # index into warehouse.schema.INSTRUMENTS
    department: Ints
    scope: Ints  # index into scopes.csv
    institution: Ints  # the first one
    entered_on: Ints  # first registration
    promoted_on: Ints  # shape (people, 3): to 主治, 副主任, 主任; NEVER if not

    def __len__(self) -> int:
        return len(self.gender)

    def title_at(self, person: Ints, day: Ints | int) -> Ints:
        """Index into TITLES."""
        reached: Ints = (self.promoted_on[person] <= np.asarray(day)[..., None]).sum(axis=1, dtype=np.int32)
        return reached

    @property
    def has_permit(self) -> Flags:
        """Whether the person holds a permit for a term rather than a registration."""
        return np.isin(self.instrument, PERMITS)


def make_people(physicians: int, seed: int, institutions: Institutions, settings: Settings, last: int) -> People:
    """Make so many people, registered up to the day `last`."""
    rng = stream(seed, "people")
    departments = load_departments()
    institution = institutions.draw(rng, physicians)
    department = _departments_at(rng, institution, institutions, departments)
    gender = np.where(rng.random(physicians) < departments.female[department], FEMALE, MALE).astype(np.int8)
    scale = settings.careers.practice_years
    longest = 1 - np.exp(-42 / scale)
    years = -scale * np.log1p(-rng.random(physicians) * longest)
    entered_on = (last - years * YEAR).astype(np.int32)
    instrument = _instruments(rng, physicians, institution, institutions, settings.careers.permit)
    scope = _scopes(rng, department, departments, instrument, settings.careers.odd_scope)
    names = make_names(rng, gender, institutions.province[institution], settings.names)
    names = _permit_names(rng, names, gender, instrument)
    renamed = rng.random(physicians) < settings.names.former
    others = make_names(rng, gender[renamed], np.zeros(int(renamed.sum()), dtype=np.int32), settings.names)
    former = pc.replace_with_mask(pa.nulls(physicians, pa.string()), pa.array(renamed), others)
    return People(
        names, former, gender, instrument, department, scope, institution, entered_on,
        _promotions(rng, entered_on, instrument),
    )  # fmt: skip


def _departments_at(
    rng: np.random.Generator, institution: Ints, institutions: Institutions, departments: Departments
) -> Ints:
    groups = np.array(institutions.group)[institution]
    chosen = np.zeros(len(institution), dtype=np.int32)
    for group in sorted(set(institutions.group)):
        here = np.flatnonzero(groups == group)
        chosen[here] = pick(rng, departments.chances(group), len(here))
    return chosen


def _instruments(
    rng: np.random.Generator, size: int, institution: Ints, institutions: Institutions, permit: float
) -> Bytes:
    """Assistants work in small institutions, rural general practitioners in township health centres."""
    classes = np.array(institutions.class_code)
    small = np.isin(classes, ("C210", "C220", "D211", "D212", "D215"))[institution]
    middle = np.isin(classes, ("B100", "B200", "G100", "D110", "D152"))[institution]
    chance = np.where(small, 0.4, np.where(middle, 0.16, 0.06))
    drawn = rng.random(size)
    kind = np.where(drawn < chance, ASSISTANT, PHYSICIAN)
    rural = np.isin(classes, ("C210", "C220"))[institution] & (drawn < 0.05)
    kind = np.where(rural, RURAL_GP, kind)
    allowed = rng.random(size) < permit
    return np.where(allowed, np.array(PERMITS)[pick(rng, (3, 5, 2), size)], kind).astype(np.int8)


def _scopes(
    rng: np.random.Generator, department: Ints, departments: Departments, instrument: Bytes, odd: float
) -> Ints:
    rows = rows_of("scopes.csv")
    places = {row["scope"]: i for i, row in reversed(list(enumerate(rows)))}
    scope = np.array([places[name] for name in departments.scope], dtype=np.int32)[department]
    scope = np.where(instrument == RURAL_GP, places["全科医学专业"], scope)
    strange = rng.random(len(department)) < odd
    return np.where(strange, pick(rng, np.ones(len(rows)), len(department)), scope).astype(np.int32)


def _permit_names(rng: np.random.Generator, names: pa.Array, gender: Bytes, instrument: Bytes) -> pa.Array:
    for row in rows_of("foreign_names.csv"):
        mask = (instrument == INSTRUMENTS.index(row["permit"])) & (gender == (row["gender"] == "female"))
        pool = pa.array(row["names"].split("|"))
        drawn = pool.take(pa.array(rng.integers(len(pool), size=int(mask.sum()))))
        names = pc.replace_with_mask(names, pa.array(mask), drawn)
    return names


def _promotions(rng: np.random.Generator, entered_on: Ints, instrument: Bytes) -> Ints:
    """Days of promotion: 主治 after some 5 years, then each step for fewer and later; assistants hardly ever."""
    size = len(entered_on)
    steps = np.cumsum(rng.normal((5.5, 6.5, 6.5), (1.0, 1.8, 2.2), (size, 3)).clip(2), axis=1)
    reaches = rng.random((size, 3)) < (0.93, 0.75, 0.6)
    reaches[:, 0] &= (instrument != ASSISTANT) & (instrument != RURAL_GP)
    reached = np.logical_and.accumulate(reaches, axis=1)
    return np.where(reached, entered_on[:, None] + (steps * YEAR).astype(np.int32), NEVER).astype(np.int32)
