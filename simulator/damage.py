"""How lists spoil names: homophones, look-alikes, unreadable, masked, decorated and padded ones."""

from collections.abc import Callable
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from opencc import OpenCC
from pypinyin import lazy_pinyin

from simulator.draws import Bytes, Flags, pick, rows_of, words_of
from simulator.names import DOT, load_given_names
from simulator.settings import Errors

KINDS = (
    "none", "homophone", "near_homophone", "look_alike", "unreadable", "traditional", "masked", "decorated", "padded",
    "other_dot", "former_name",
)  # fmt: skip
(
    NONE, HOMOPHONE, NEAR_HOMOPHONE, LOOK_ALIKE, UNREADABLE, TRADITIONAL, MASKED, DECORATED, PADDED,
    OTHER_DOT, FORMER_NAME,
) = range(len(KINDS))  # fmt: skip
DAMAGED = (HOMOPHONE, NEAR_HOMOPHONE, LOOK_ALIKE, UNREADABLE)
# Confusions from lists that only the simulator has.
UNTABLED = (NEAR_HOMOPHONE, LOOK_ALIKE)
_OTHER_DOTS = ("\u2022", "\u30fb", "\u2027", ".", "-", " ", "\uff0e", "", "")
_MASKS = ("{0}*", "{0}**", "{0}某", "{0}某某", "{0}医生", "{0}主任", "{0}XX")
_DECORATIONS = ("（退休）", "主任医师", " 主任医师", "1", "A", "(男)", "教授", "（专家门诊）", "2")
Spoil = Callable[[str, int], str]


@cache
def _homophones() -> dict[str, tuple[str, ...]]:
    """Character -> others of the same toneless sound that stand in names, the commoner first."""
    by_sound: dict[str, list[str]] = {}
    for character in load_given_names().characters[:1500]:
        by_sound.setdefault(lazy_pinyin(character)[0], []).append(character)
    return {
        character: tuple(other for other in group if other != character)[:6]
        for group in by_sound.values()
        for character in group
        if len(group) > 1
    }


@cache
def _confusions(kind: str) -> dict[str, tuple[str, ...]]:
    groups = next(row["groups"] for row in rows_of("confusions.csv") if row["kind"] == kind).split()
    return {character: tuple(sorted(set(group) - {character})) for group in groups for character in group}


def _swap(name: str, turn: int, table: dict[str, tuple[str, ...]]) -> str:
    """Change one given character that the table knows; the name as it was if there is none."""
    places = [i for i in range(1, len(name)) if table.get(name[i])]
    if not places:
        return name
    place = places[turn % len(places)]
    others = table[name[place]]
    return name[:place] + others[turn // 7 % len(others)] + name[place + 1 :]


def _homophone(name: str, turn: int) -> str:
    if turn % 9 == 0 and name[0] in _confusions("surname"):
        return _confusions("surname")[name[0]][0] + name[1:]
    return _swap(name, turn, _homophones())


def _unreadable(name: str, turn: int) -> str:
    place = 1 + turn % max(len(name) - 1, 1)
    mark = ("?", "？", "□", lazy_pinyin(name[place : place + 1] or "x")[0].capitalize())[turn // 11 % 4]
    return name[:place] + mark + name[place + 1 :]


def _traditional(name: str, turn: int) -> str:
    converted: str = _converter().convert(name)
    return converted


@cache
def _converter() -> OpenCC:
    return OpenCC("s2t")


def _masked(name: str, turn: int) -> str:
    return _MASKS[turn % len(_MASKS)].format(name[0])


def _decorated(name: str, turn: int) -> str:
    return name + _DECORATIONS[turn % len(_DECORATIONS)]


def _padded(name: str, turn: int) -> str:
    return (" ", "\u3000", "  ")[turn % 3].join(name) if len(name) < 4 else f" {name}"


def _other_dot(name: str, turn: int) -> str:
    return name.replace(DOT, _OTHER_DOTS[turn % len(_OTHER_DOTS)])


_SPOILERS: dict[int, Spoil] = {
    HOMOPHONE: _homophone,
    NEAR_HOMOPHONE: lambda name, turn: _swap(name, turn, _confusions("near_homophone")),
    LOOK_ALIKE: lambda name, turn: _swap(name, turn, _confusions("look_alike")),
    UNREADABLE: _unreadable,
    TRADITIONAL: _traditional,
    MASKED: _masked,
    DECORATED: _decorated,
    PADDED: _padded,
    OTHER_DOT: _other_dot,
}


def spoil_names(rng: np.random.Generator, names: pa.Array, former: pa.Array, errors: Errors) -> tuple[pa.Array, Bytes]:
    """Names as a list shows them, and the kind of damage to each (index into KINDS; NONE where nothing changed).

    A kind that cannot touch a name (no look-alike is known) gives way to a homophone, and that to an unreadable
    character, so that the rates hold. `former` is NULL for those who never had another name.
    """
    rates = [
        0.0, errors.homophone, errors.near_homophone, errors.look_alike, errors.unreadable, errors.traditional,
        errors.masked, errors.decorated, errors.padded,
    ]  # fmt: skip
    rates[NONE] = 1 - sum(rates)
    kind = pick(rng, rates, len(names)).astype(np.int8)
    has_dot = _flags(pc.match_substring(names, DOT))
    kind[has_dot & (rng.random(len(names)) < errors.other_dot)] = OTHER_DOT
    is_former = _flags(pc.is_valid(former)) & (rng.random(len(names)) < errors.former_name)
    kind[is_former] = FORMER_NAME
    turns = rng.integers(1 << 30, size=len(names))
    rows = np.flatnonzero((kind != NONE) & ~is_former)
    shown = []
    for row, name in zip(rows.tolist(), names.take(pa.array(rows)).to_pylist(), strict=True):
        spoiled, kind[row] = _spoil(name, int(kind[row]), int(turns[row]))
        shown.append(spoiled)
    spoils = np.zeros(len(names), dtype=bool)
    spoils[rows] = True
    names = pc.if_else(pa.array(is_former), former, names)
    return pc.replace_with_mask(names, pa.array(spoils), pa.array(shown, pa.string())), kind


def _spoil(name: str, kind: int, turn: int) -> tuple[str, int]:
    """The name with an error of that kind or the next that applies, and which it was; NONE if it has no other form."""
    for attempt in (kind,) if kind in (TRADITIONAL, OTHER_DOT) else (kind, HOMOPHONE, UNREADABLE):
        spoiled = _SPOILERS[attempt](name, turn)
        if spoiled != name:
            return spoiled, attempt
    return name, NONE


def blur_rare(rng: np.random.Generator, names: pa.Array, share: float) -> tuple[pa.Array, Flags]:
    """Show rare characters as `?` in a share of the names that have one, and tell which those are."""
    pattern = f"[{''.join(words_of('rare_characters.txt'))}]"
    is_hit = _flags(pc.match_substring_regex(names, pattern)) & (rng.random(len(names)) < share)
    return pc.if_else(pa.array(is_hit), pc.replace_substring_regex(names, pattern, "?"), names), is_hit


def fit_to_gbk(names: pa.Array) -> tuple[pa.Array, Flags]:
    """Names as a GBK page shows them, `?` for what GBK lacks, and which of them lost something."""
    shown = pa.array(
        [name.encode("gbk", "replace").decode("gbk") for name in pc.unique(names).to_pylist()], pa.string()
    )
    shown = shown.take(pc.index_in(names, pc.unique(names)))
    return shown, _flags(pc.not_equal(shown, names))


def _flags(column: pa.Array) -> Flags:
    flags: Flags = column.to_numpy(zero_copy_only=False)
    return flags
