"""Names of people, so made that people share names as they really do."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simulator.draws import Bytes, Flags, Floats, Ints, pick, rows_of, words_of
from simulator.settings import Names

MALE, FEMALE = 0, 1
DOT = "\u00b7"
# 公安部: the hundred commonest surnames hold 86 % of the people; what our table lacks is spread by Zipf's law.
_TOTAL_PER_100K = 100_000.0
# Of given characters, how many stand outside our table.
_TAIL_SHARE = 0.022
# Men among the people whose given names were counted.
_COUNTED_MALE = 0.66
# How readily a character stands first, last or alone.
_PLACE_FACTOR = {"first": (1.0, 0.12, 0.1), "last": (0.25, 1.0, 1.0), "any": (0.75, 0.75, 0.6)}
_TAIL_FACTOR = (0.6, 0.6, 0.3)
# Shares of physicians with a name of another tongue, by province.
_MINORITY = {65: ("uyghur", 0.36), 54: ("tibetan", 0.7), 15: ("mongol", 0.07), 63: ("tibetan", 0.12)}
_KAZAKH_SHARE = 0.12


@dataclass(frozen=True, eq=False)
class GivenNames:
    """Characters and set pairs with their chances, which depend on the gender (MALE, FEMALE)."""

    characters: tuple[str, ...]
    first: tuple[Floats, Floats]
    second: tuple[Floats, Floats]
    single: tuple[Floats, Floats]
    pairs: tuple[str, ...]
    pair: tuple[Floats, Floats]


@cache
def load_given_names() -> GivenNames:
    """Read the tables of given names, and add a tail of further characters from the first level of GB 2312."""
    rows = [(row, character) for row in rows_of("given_characters.csv") for character in row["characters"]]
    known = {character for _, character in rows} | set(words_of("unfit_characters.txt"))
    tail = [character for character in _gb2312_level_1() if character not in known]
    characters = (*(character for _, character in rows), *tail)
    weight = np.array([float(row["weight"]) for row, _ in rows])
    # Which of the tail is common and which is not is nobody's knowledge: any fixed order will do.
    rank = 1.0 + np.random.Generator(np.random.PCG64(0)).permutation(len(tail))
    weight = np.concatenate((weight, weight.sum() * _TAIL_SHARE / (1 / rank).sum() / rank))
    male = np.array([*(float(row["male_percent"]) / 100 for row, _ in rows), *[_COUNTED_MALE] * len(tail)])
    place = np.array([*(_PLACE_FACTOR[row["position"]] for row, _ in rows), *[_TAIL_FACTOR] * len(tail)]).T
    by_gender = [weight * male / _COUNTED_MALE, weight * (1 - male) / (1 - _COUNTED_MALE)]
    pairs = [
        (float(row["male_percent"]) / 100, pair) for row in rows_of("given_pairs.csv") for pair in row["pairs"].split()
    ]
    male_pairs = np.array([share for share, _ in pairs])
    male_singles, female_singles = _common_singles(characters)
    return GivenNames(
        characters,
        first=(_shares(by_gender[MALE] * place[0]), _shares(by_gender[FEMALE] * place[0])),
        second=(_shares(by_gender[MALE] * place[1]), _shares(by_gender[FEMALE] * place[1])),
        single=(
            _topped_up(male_singles, by_gender[MALE] * place[2]),
            _topped_up(female_singles, by_gender[FEMALE] * place[2]),
        ),
        pairs=tuple(pair for _, pair in pairs),
        pair=(_shares(male_pairs), _shares(1 - male_pairs)),
    )


def _shares(weights: Floats) -> Floats:
    shares: Floats = weights / weights.sum()
    return shares


def _common_singles(characters: Sequence[str]) -> tuple[Floats, Floats]:
    """Shares of each character among the single given names of men and of women, 0 for all but the commonest."""
    at = {character: i for i, character in enumerate(characters)}
    male, female = np.zeros(len(characters)), np.zeros(len(characters))
    for row in rows_of("single_names.csv"):
        # The figures are of all people; half of them are men, and Names.single of them have a single given name.
        share = 2 * float(row["per_100k"]) / 100_000 / Names.single
        for character in row["names"]:
            male[at[character]] = share * float(row["male_percent"]) / 100
            female[at[character]] = share * (1 - float(row["male_percent"]) / 100)
    return male, female


def _topped_up(common: Floats, weights: Floats) -> Floats:
    """The common shares, and what is left of one spread over the others by weight."""
    rest: Floats = (1 - common.sum()) * _shares(np.where(common > 0, 0.0, weights))
    return common + rest


def _gb2312_level_1() -> list[str]:
    return [
        bytes((row, cell)).decode("gb2312")
        for row in range(0xB0, 0xD8)
        for cell in range(0xA1, 0xFF)
        if (row, cell) < (0xD7, 0xFA)
    ]


def surname_chances() -> tuple[tuple[str, ...], Floats]:
    """Surnames and their shares: published figures for the commonest, Zipf's law for the rest."""
    rows = rows_of("surnames.csv")
    common = np.array([float(row["per_100k"]) for row in rows])
    rare = words_of("rare_surnames.txt")
    tail = 1 / (np.arange(len(rare)) + 12.0)
    tail *= (_TOTAL_PER_100K - common.sum()) / tail.sum()
    weights = np.concatenate((common, tail))
    return (*(row["surname"] for row in rows), *rare), weights / weights.sum()


def make_names(rng: np.random.Generator, gender: Bytes, province: Ints, settings: Names) -> pa.Array:
    """One name per person, dots of minority names as U+00B7."""
    size = len(gender)
    surnames, surname_chance = surname_chances()
    given = load_given_names()
    surname = pick(rng, surname_chance, size)
    kind = rng.random(size)
    single = kind < settings.single
    doubled = (kind >= settings.single) & (kind < settings.single + settings.doubled)
    paired = (kind >= settings.single + settings.doubled) & (
        kind < settings.single + settings.doubled + settings.paired
    )
    first = np.zeros(size, dtype=np.int32)
    second = np.full(size, len(given.characters), dtype=np.int32)
    pair = np.zeros(size, dtype=np.int32)
    for sex in (MALE, FEMALE):
        _fill(first, (gender == sex) & ~single, rng, given.first[sex])
        _fill(first, (gender == sex) & single, rng, given.single[sex])
        _fill(second, (gender == sex) & ~single & ~doubled, rng, given.second[sex])
        _fill(pair, (gender == sex) & paired, rng, given.pair[sex])
    second[doubled] = first[doubled]
    rare = rng.random(size) < settings.rare
    pool = pa.array([*given.characters, "", *words_of("rare_characters.txt")])
    place = rng.random(size) < 0.5
    odd = len(given.characters) + 1 + rng.integers(len(words_of("rare_characters.txt")), size=size)
    first = np.where(rare & (single | place), odd, first)
    second = np.where(rare & ~single & ~place, odd, second)
    given_name = pc.binary_join_element_wise(pool.take(pa.array(first)), pool.take(pa.array(second)), "")
    given_name = pc.if_else(pa.array(paired & ~rare), pa.array(given.pairs).take(pa.array(pair)), given_name)
    names = pc.binary_join_element_wise(pa.array(surnames).take(pa.array(surname)), given_name, "")
    return _with_minorities(names, rng, gender, province)


def _fill(target: Ints, where: Flags, rng: np.random.Generator, chance: Floats) -> None:
    target[where] = pick(rng, chance, int(where.sum()))


def _with_minorities(names: pa.Array, rng: np.random.Generator, gender: Bytes, province: Ints) -> pa.Array:
    chance = np.zeros(100)
    for code, (_, share) in _MINORITY.items():
        chance[code] = share
    chosen = np.flatnonzero(rng.random(len(gender)) < np.maximum(chance[province], 0.0006))
    words = {(row["people"], row["gender"]): row["given"].split() for row in rows_of("minority_names.csv")}
    made = []
    for sex, code in zip(gender[chosen].tolist(), province[chosen].tolist(), strict=True):
        people = _MINORITY.get(code, ("uyghur", 0))[0]
        if people == "uyghur" and rng.random() < _KAZAKH_SHARE:
            people = "kazakh"
        made.append(_minority_name(rng, people, words[people, "female" if sex else "male"], words[people, "male"]))
    mask = np.zeros(len(gender), dtype=bool)
    mask[chosen] = True
    return pc.replace_with_mask(names, pa.array(mask), pa.array(made, pa.string()))


def _minority_name(rng: np.random.Generator, people: str, own: Sequence[str], fathers: Sequence[str]) -> str:
    """Own name and father's name with a dot, in some registers without; Tibetans and Mongols a given name only."""
    name = own[int(rng.integers(len(own)))]
    if people == "tibetan":
        second = own[int(rng.integers(len(own)))]
        return name + second if rng.random() < 0.85 and second != name else name
    if people == "mongol":
        return name
    return name + (DOT if rng.random() < 0.8 else "") + fathers[int(rng.integers(len(fathers)))]
