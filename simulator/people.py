"""People who may practise: gender, name, department, title, and the kind of certificate they hold."""

from dataclasses import dataclass, replace
from functools import cache

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
_PERMIT_WEIGHTS = (3, 5, 2)
# Hospitals of a people's own medicine, whose TCM physicians have that scope.
_OWN_MEDICINE = {"A411": "蒙医专业", "A412": "藏医专业", "A413": "维医专业"}
_SMALL = ("C210", "C220", "D211", "D212", "D215")
_MIDDLE = ("B100", "B200", "G100", "D110", "D152")
_TOWNSHIP = ("C210", "C220")
TITLES = ("医师", "主治医师", "副主任医师", "主任医师")
YEAR = 365.25
_LONGEST_CAREER = 42


@dataclass(frozen=True, eq=False)
class Departments:
    """The table of departments as columns."""

    name: tuple[str, ...]
    scope: tuple[str, ...]
    words: tuple[tuple[str, ...], ...]  # what platforms call it
    committee: tuple[str, ...]
    female: Floats
    groups: tuple[dict[str, float], ...]  # kind of institution -> weight

    @property
    def word_count(self) -> int:
        """The most everyday words that a department has."""
        return max(len(words) for words in self.words)

    def chances(self, group: str) -> Floats:
        """Share of each department among the physicians of that kind of institution."""
        return np.array([weights.get(group, 0.0) for weights in self.groups])


@cache
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

    @property
    def permit_days(self) -> Ints:
        """Term of a permit: a year for a foreign doctor, three for one from Hong Kong, Macao or Taiwan."""
        return np.where(self.instrument == PERMITS[0], 365, 1095)

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
    institution = institutions.draw(rng, physicians)
    department = _departments_at(rng, institution, institutions)
    gender = np.where(rng.random(physicians) < load_departments().female[department], FEMALE, MALE).astype(np.int8)
    instrument = _instruments(rng, institution, institutions, settings.careers.permit)
    entered_on = _entries(rng, instrument, settings.careers.practice_years, last)
    names = make_names(rng, gender, institutions.province[institution], settings.names)
    names = _permit_names(rng, names, gender, instrument)
    renamed = rng.random(physicians) < settings.names.former
    others = make_names(rng, gender[renamed], institutions.province[institution[renamed]], settings.names)
    people = People(
        name=names,
        former_name=pc.replace_with_mask(pa.nulls(physicians, pa.string()), pa.array(renamed), others),
        gender=gender,
        instrument=instrument,
        department=department,
        scope=np.zeros(physicians, dtype=np.int64),
        institution=institution,
        entered_on=entered_on,
        promoted_on=_promotions(rng, entered_on, instrument),
    )
    return replace(people, scope=_scopes(rng, people, institutions, settings.careers.odd_scope))


def _entries(rng: np.random.Generator, instrument: Bytes, scale: float, last: int) -> Ints:
    """First day of registration: the chance of so many years since falls off with `scale`; permits are recent."""
    share = 1 - np.exp(-_LONGEST_CAREER / scale)
    years = -scale * np.log1p(-rng.random(len(instrument)) * share)
    recent = rng.random(len(instrument)) * np.where(instrument == PERMITS[0], 1.4, 4.0)
    days: Ints = (last - np.where(np.isin(instrument, PERMITS), recent, years) * YEAR).astype(np.int64)
    return days


def _departments_at(rng: np.random.Generator, institution: Ints, institutions: Institutions) -> Ints:
    departments = load_departments()
    groups = np.array(institutions.group)[institution]
    chosen = np.zeros(len(institution), dtype=np.int32)
    for group in sorted(set(institutions.group)):
        here = np.flatnonzero(groups == group)
        chosen[here] = pick(rng, departments.chances(group), len(here))
    return chosen


def _instruments(rng: np.random.Generator, institution: Ints, institutions: Institutions, permit: float) -> Bytes:
    """Assistants work in small institutions, rural general practitioners in township health centres."""
    size = len(institution)
    classes = np.array(institutions.class_code)
    small, middle = np.isin(classes, _SMALL)[institution], np.isin(classes, _MIDDLE)[institution]
    chance = np.where(small, 0.4, np.where(middle, 0.16, 0.06))
    drawn = rng.random(size)
    kind = np.where(drawn < chance, ASSISTANT, PHYSICIAN)
    kind = np.where(np.isin(classes, _TOWNSHIP)[institution] & (drawn < 0.05), RURAL_GP, kind)
    allowed = rng.random(size) < permit
    return np.where(allowed, np.array(PERMITS)[pick(rng, _PERMIT_WEIGHTS, size)], kind).astype(np.int8)


def _scopes(rng: np.random.Generator, people: People, institutions: Institutions, odd: float) -> Ints:
    """The department's scope, general practice for the rural; `odd` is the share of those with just any scope."""
    rows = rows_of("scopes.csv")
    at = {row["scope"]: i for i, row in reversed(list(enumerate(rows)))}
    scope = np.array([at[name] for name in load_departments().scope])[people.department]
    scope = np.where(people.instrument == RURAL_GP, at["全科医学专业"], scope)
    classes = np.array(institutions.class_code)
    for class_code, own in _OWN_MEDICINE.items():
        here = (classes == class_code)[people.institution]
        scope = np.where(here & (scope == at["中医专业"]), at[own], scope)
    strange = rng.random(len(people)) < odd
    return np.where(strange, rng.integers(len(rows), size=len(people)), scope)


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
