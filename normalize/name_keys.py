"""The keys names of persons are matched by: their characters, and their sound."""

import os
import re
from functools import cache

from opencc import OpenCC

from normalize.text import read_codes


class _Key(dict[int, str]):
    """Character -> its form in the match key, worked out once per character."""

    def __init__(self) -> None:
        super().__init__({ord(char): "" for char in " ·.,'’-"})
        self._simplify = OpenCC("t2s").convert
        rows = list(read_codes("variant"))
        self._variants = {row["found"]: row["key"] for row in rows}
        self._twins = {char for row in rows if row["is_surname"] for char in (row["found"], row["key"])}

    def __missing__(self, point: int) -> str:
        char = chr(point)
        if char not in self._variants:
            char = self._simplify(char)
        self[point] = self._variants.get(char, char).upper()
        return self[point]

    def twin(self, char: str) -> str | None:
        """The character, simplified, if it is one of two surnames that the key takes for one."""
        char = char if char in self._variants else self._simplify(char)
        return char if char in self._twins else None


# Characters are read one by one, so the book of phrases, which takes half a second to load, is left closed; and
# pypinyin is imported where it is needed, since most look-ups need no sound.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")


class _Sound(dict[str, str]):
    """Character -> toneless pinyin, worked out once per character; what has none stands for itself."""

    def __missing__(self, char: str) -> str:
        from pypinyin import Style, lazy_pinyin

        self[char] = lazy_pinyin(char, style=Style.NORMAL)[0].lower()
        return self[char]


_keys = cache(_Key)
_sounds = cache(_Sound)


@cache
def surnames() -> dict[str, str]:
    """Surnames read otherwise than their characters, and compound ones, with their toneless reading."""
    return {row["surname"]: row["reading"] for row in read_codes("surname")}


@cache
def syllables() -> frozenset[str]:
    """Every toneless syllable, `v` for ü as on keyboards."""
    from pypinyin.constants import PINYIN_DICT
    from pypinyin.contrib.tone_convert import to_normal

    toned = {reading for readings in PINYIN_DICT.values() for reading in readings.split(",")}
    return frozenset(to_normal(reading) for reading in toned)


def name_key(name: str) -> str:
    """The key of a canonical name: simplified, variants folded, without dots and blanks, Latin in capitals.

    >>> name_key("蕭偉"), name_key("买买提·艾力"), name_key("Zhang Wei"), name_key("張乾")
    ('肖伟', '买买提艾力', 'ZHANGWEI', '张乾')
    """
    return name.translate(_keys())


def twin_surname(name: str) -> str | None:
    """The surname as written, but simplified, where names of another surname have the same key; else None.

    >>> twin_surname("蕭偉"), twin_surname("肖伟"), twin_surname("髙伟")
    ('萧', '肖', None)
    """
    return _keys().twin(name[:1])


def char_sound(char: str) -> str:
    """Toneless pinyin of one character; itself where it has none."""
    return _sounds()[char]


def name_sound(name: str) -> str:
    """Toneless pinyin of a canonical name, a blank between syllables; surnames by their own reading.

    >>> name_sound("曾单"), name_sound("尉迟敬"), name_sound("张?"), name_sound("ZHANG Wei")
    ('zeng dan', 'yu chi jing', 'zhang ?', 'zhang wei')
    """
    sounds = _sounds()
    if "·" not in name and len(name) <= 4:
        for length in (2, 1):
            if length < len(name) and (reading := surnames().get(name[:length])):
                return " ".join([reading, *[sounds[char] for char in name[length:]]])
    if name.isascii():
        return " ".join(re.findall(r"[a-z?]+", name.lower()))
    return " ".join([sounds[char] for char in name if char not in "· "])
