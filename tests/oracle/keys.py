"""Terms: match keys, from the values alone; the tables of codes are read as data."""

import csv
from functools import cache
from importlib.resources import files
from itertools import groupby, takewhile

from opencc import OpenCC
from pypinyin import Style, pinyin

_SIMPLIFIED = OpenCC("t2s")
_NUMERALS = "零一二三四五六七八九"


@cache
def _codes(name: str, found: str, meant: str) -> dict[str, str]:
    with (files("normalize") / "codes" / f"{name}.csv").open(encoding="utf-8") as file:
        return {row[found]: row[meant] for row in csv.DictReader(file)}


@cache
def _simplified(char: str) -> str:
    return str(_SIMPLIFIED.convert(char))


def name_key(name: str) -> str:
    """Simplified, variants folded before and after, in capitals; no blanks, dots, commas, hyphens, apostrophes."""
    variants = _codes("variant", "found", "key")
    folded = (variants.get(c) or variants.get(_simplified(c)) or _simplified(c) for c in name if c not in " ·.,'’-")
    return "".join(folded).upper()


def name_sound(name: str) -> str:
    """Toneless pinyin, syllable by syllable; the surname of a Chinese name of up to four characters read as such."""
    if name.isascii():
        letters = "".join(c if c.isalpha() or c == "?" else " " for c in name.lower())
        return " ".join(letters.split())
    readings = _codes("surname", "surname", "reading")
    surnames = [name[:n] for n in (2, 1) if len(name) <= 4 and "·" not in name and name[:n] in readings]
    surname = next((s for s in surnames if s != name), "")
    syllables = [pinyin(c, style=Style.NORMAL)[0][0].lower() for c in name.removeprefix(surname) if c not in "· "]
    return " ".join([readings[surname], *syllables] if surname else syllables)


def institution_key(name: str) -> str:
    """Simplified, in capitals, numbers as digits, without punctuation and company form; one house, one word."""
    text = "".join(_simplified(c) for c in name if c not in " ·•・.,、:;'\"“”‘’-—_()[]【】〔〕《》<>〓/|*").upper()
    text = "".join(str(_NUMERALS.index(c)) if c in _NUMERALS else "0" if c in "〇○" else c for c in text)
    text = _without_company(_tens(_ordinals(text)))
    for two, one in (("医医院", "医院"), ("红十字会医院", "红十字医院"), ("中国人民解放军", "解放军"),
                     ("中国人民武装警察部队", "武警"), ("武警部队", "武警")):  # fmt: skip
        text = text.replace(two, one)
    return _without_第(text)


def _ordinals(text: str) -> str:
    """What stands after 第 in Roman, formal or joined numerals, as digits; an X alone is no numeral."""
    first, *rest = text.split("第")
    found = [first]
    for part in rest:
        letters = len(part) - len(part.lstrip("IVX"))
        if part[:letters] in _ROMAN and not part[letters : letters + 1].isupper():
            part = str(_ROMAN.index(part[:letters]) + 1) + part[letters:]
        else:
            numeral = len(part) - len(part.lstrip("0123456789十廿" + _FORMAL))
            plain = [
                str(_FORMAL.index(c) + 1) if c in _FORMAL[:9] else "十" if c == "拾" else c for c in part[:numeral]
            ]
            part = "".join(plain).replace("廿", "2十") + part[numeral:]
        found.append(part)
    return "第".join(found)


_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
_FORMAL = "壹贰叁肆伍陆柒捌玖拾"


def _tens(text: str) -> str:
    """十二 = 12, 二十 = 20; a 十 alone is a ten after 第 and before 院, not in 红十字."""
    parts = ["".join(run) for _, run in groupby(text, lambda c: c in "0123456789十")]
    for n, part in enumerate(parts):
        tens, ten, ones = part.partition("十")
        is_ten = ten and len(tens) < 2 and len(ones) < 2 and "十" not in ones
        before, after = "".join(parts[:n]), "".join(parts[n + 1 :])
        if is_ten and (tens or ones or before.endswith("第") or after.startswith(("院", "医院"))):
            parts[n] = (tens or "1") + (ones or "0")
    return "".join(parts)


def _without_company(text: str) -> str:
    """A name that is nothing but its company form keeps it."""
    left = text
    while True:
        forms = [f"{share}有限{duty}公司" for share in ("股份", "") for duty in ("责任", "")]
        form = next((f for f in forms if left.endswith(f)), "")
        if not form:
            return left or text
        left = left.removesuffix(form)


def _without_第(text: str) -> str:
    """第411医院 = 411医院: hospitals of the army are called by their bare number, of three digits or more."""
    head, *parts = text.split("第")
    for part in parts:
        digits = "".join(takewhile(str.isdigit, part))
        head += part if len(digits) > 2 and part[len(digits) :].startswith("医院") else f"第{part}"
    return head
