"""The divisions of GB/T 2260, those of today and those that were, with every name each code has had."""

import re
from functools import cache
from typing import Any, NamedTuple

from opencc import OpenCC

from normalize.text import read_codes

# "[-2009]襄樊市,[2010-]襄阳市": a name with the years the code bore it; without years it always did.
_NAMED = re.compile(r"(?:\[(\d*)-(\d*)\])?([^,\[]+)")
# Rows that group counties and are no place: 市辖区, 县, 省直辖县级行政单位.
_GROUPING = re.compile(r"市辖区|县|.*直辖.*行政单位")


class Division(NamedTuple):
    """One name of one code."""

    code: str
    name: str
    is_current: bool


@cache
def all_divisions() -> tuple[Division, ...]:
    """Cities and counties, abolished ones too, ordered by code.

    From python-stdnum's `cn/loc`; what it lacks or gets wrong stands in codes/division.csv.
    """
    simplify = OpenCC("t2s").convert
    ours = {(row["code"], row["name"]): row["state"] for row in read_codes("division")}
    rows = [
        # The 乾 of 乾县 (qián) is no 干 in other characters.
        Division(province + rest, name if "乾" in name else simplify(name), not until)
        for _, province, _, _, below in _provinces()
        for _, rest, _, properties, _ in below
        for _, until, name in _NAMED.findall(properties["county"])
        if rest != "0000" and not _GROUPING.fullmatch(name)
    ]
    rows = [division for division in rows if (division.code, division.name) not in ours]
    rows += [Division(*named, state == "current") for named, state in ours.items() if state != "wrong"]
    return tuple(sorted(rows))


def _provinces() -> list[Any]:
    # It brings along a web client, which a look-up from the shell would wait for.
    from stdnum import numdb

    prefixes: list[Any] = numdb.get("cn/loc").prefixes
    return prefixes


@cache
def all_codes() -> frozenset[str]:
    """All codes, those of rows that group counties too: 310100 is no place, and stands in numbers."""
    whole = {province + "0000" for _, province, _, _, _ in _provinces()}
    below = {province + rest for _, province, _, _, rows in _provinces() for _, rest, _, _, _ in rows}
    return frozenset(whole | below | {division.code for division in all_divisions()})


def is_division(code: str) -> bool:
    """Whether six digits are, or once were, a code of GB/T 2260: of a province, city or county, or of a group of these.

    >>> is_division("110103"), is_division("310100"), is_division("113301")
    (True, True, False)
    """
    return code in all_codes()


def named_division(code: str) -> str:
    """The code itself, or that of the place whose counties it groups: 330101 is 杭州's 市辖区, 310100 that of 上海.

    >>> named_division("330106"), named_division("330101"), named_division("310100")
    ('330106', '330100', '310000')
    """
    while code not in _named() and not code.endswith("0000"):
        code = code[:2] + "0000" if code.endswith("00") else code[:4] + "00"
    return code


@cache
def _named() -> frozenset[str]:
    return frozenset(division.code for division in all_divisions())
