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
from simulator.settings import Listing

KINDS = (
    "none", "homophone", "near_homophone", "look_alike", "unreadable", "traditional", "masked", "decorated", "padded",
    "former_name", "dot",
)  # fmt: skip
NONE, HOMOPHONE, NEAR_HOMOPHONE, LOOK_ALIKE, UNREADABLE, TRADITIONAL, MASKED, DECORATED, PADDED, FORMER_NAME, DOTTED = range(11)
DAMAGED = (HOMOPHONE, NEAR_HOMOPHONE, LOOK_ALIKE, UNREADABLE)
# Confusions from lists that only the simulator has.
UNTABLED = (NEAR_HOMOPHONE, LOOK_ALIKE)
_OTHER_DOTS = ("\u2022", "\u30fb", "\u2027", ".", "-", " ", "\uff0e", "", "")
_OTHER_DOT_SHARE = 0.35
_MASKS = ("{0}*", "{0}**", "{0}某", "{0}某某", "{0}医生", "{0}主任", "{0}XX")
_DECORATIONS = ("（退休）", "主任医师", " 主任医师", "1", "A", "(男)", "教授", "（专家门诊）", "2")
# Too few to be listed after the letter it had before the change.
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
    return {character: tuple(set(group) - {character}) for group in groups for character in group}


def _swap(name: str, turn: int, table: dict[str, tuple[str, ...]]) -> str:
    """Change one given character that the table knows; the name as it was if there is none."""
    places = [i for i in range(1, len(name)) if table.get(name[i])]
    if not places:
        return name
    place = places[turn % len(places)]
    others = sorted(table[name[place]])
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
    return _converter().convert(name)


@cache
def _converter() -> OpenCC:
    return OpenCC("s2t")


def _masked(name: str, turn: int) -> str:
    return _MASKS[turn % len(_MASKS)].format(name[0])


def _decorated(name: str, turn: int) -> str:
    return name + _DECORATIONS[turn % len(_DECORATIONS)]


def _padded(name: str, turn: int) -> str:
    return (" ", "\u3000", "  ")[turn % 3].join(name) if len(name) < 4 else f" {name}"


def _dotted(name: str, turn: int) -> str:
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
    DOTTED: _dotted,
}


def spoil_names(
    rng: np.random.Generator, names: pa.Array, former: pa.Array, listing: Listing
) -> tuple[pa.Array, Bytes]:
    """Names as a list shows them, and the kind of damage to each (index into KINDS; NONE where nothing changed).

    A kind that cannot touch a name (no look-alike is known) gives way to a homophone, and that to an unreadable
    character, so that the rates hold.
    """
    size = len(names)
    rates = [
        0.0, listing.homophone, listing.near_homophone, listing.look_alike, listing.unreadable, listing.traditional,
        listing.masked, listing.decorated, listing.padded,
    ]  # fmt: skip
    rates[0] = 1 - sum(rates)
    kind = pick(rng, rates, size).astype(np.int8)
    any_error = rates[0] < 1.0
    has_dot = pc.match_substring(names, DOT).to_numpy(zero_copy_only=False)
    kind[has_dot & (rng.random(size) < (_OTHER_DOT_SHARE if any_error else 0.0))] = DOTTED
    renamed = pc.is_valid(former).to_numpy(zero_copy_only=False) & (rng.random(size) < listing.former_name)
    kind[renamed] = FORMER_NAME
    names = pc.if_else(pa.array(renamed), former, names)
    turns = rng.integers(1 << 30, size=size)
    rows = np.flatnonzero((kind != NONE) & (kind != FORMER_NAME))
    shown: list[str] = []
    for row, name in zip(rows.tolist(), names.take(pa.array(rows)).to_pylist(), strict=True):
        for attempt in (int(kind[row]), HOMOPHONE, UNREADABLE):
            spoiled = _SPOILERS[attempt](name, int(turns[row]))
            if spoiled != name or attempt == TRADITIONAL:
                break
        kind[row] = attempt if spoiled != name else NONE
        shown.append(spoiled)
    mask = np.zeros(size, dtype=bool)
    mask[rows] = True
    return pc.replace_with_mask(names, pa.array(mask), pa.array(shown, pa.string())), kind


def blur_rare(rng: np.random.Generator, names: pa.Array, share: float) -> tuple[pa.Array, Flags]:
    """Show characters outside GB 2312's reach as `?` in a share of the names that have one."""
    rare = pc.match_substring_regex(names, f"[{''.join(words_of('rare_characters.txt'))}]")
    hit = rare.to_numpy(zero_copy_only=False) & (rng.random(len(names)) < share)
    blurred = pc.replace_substring_regex(names, f"[{''.join(words_of('rare_characters.txt'))}]", "?")
    return pc.if_else(pa.array(hit), blurred, names), hit


def fit_to_gbk(names: pa.Array) -> tuple[pa.Array, Flags]:
    """Names as a GBK page shows them: `?` for what GBK lacks."""
    texts = [name.encode("gbk", "replace").decode("gbk") for name in names.to_pylist()]
    shown = pa.array(texts, pa.string())
    return shown, pc.not_equal(shown, names).to_numpy(zero_copy_only=False)
