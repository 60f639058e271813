"""Provinces, cities and counties, those abolished included, as the division table of python-stdnum has them."""

import re
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple

from stdnum import numdb

from simulator.draws import rows_of

_DATED = re.compile(r"(?:\[(\d*)-(\d*)\])?(.+)")
_GROUPS = (
    "壮族|回族|维吾尔|土家族|苗族|侗族|布依族|彝族|哈尼族|傣族|景颇族|傈僳族|白族|藏族|羌族|蒙古族|蒙古|朝鲜族|满族|哈萨克|柯尔克孜"
    "|锡伯|塔吉克|瑶族|黎族|仡佬族|仫佬族|毛南族|畲族|土族|撒拉族|东乡族|保安族|裕固族|纳西族|拉祜族|佤族|布朗族|独龙族|怒族|普米族|达斡尔族|各族"
)
_SUFFIX = re.compile(rf"(?:{_GROUPS})*(?:自治区|自治州|自治县|地区|新区|(?<=神农架)林区|省|市|区|县|盟)$")
# Undated in the table, though 随州 and 神农架 have had other codes for decades.
_SUPERSEDED = frozenset({"422900", "422921", "429001"})


class Place(NamedTuple):
    """A division: `short` is its name without its rank (杭州 for 杭州市), `city` the code of its city."""

    code: str
    name: str
    short: str
    city: str

    @property
    def province(self) -> str:
        """Two-digit code of its province."""
        return self.code[:2]


@dataclass(frozen=True)
class Places:
    """All divisions: `retired` are counties and cities whose codes have been abolished."""

    provinces: tuple[Place, ...]
    cities: tuple[Place, ...]
    counties: tuple[Place, ...]
    retired: tuple[Place, ...]

    @cached_property
    def by_code(self) -> dict[str, Place]:
        """Every division by its code; a code in use before one abolished."""
        return {p.code: p for p in (*self.retired, *self.provinces, *self.cities, *self.counties)}

    @cached_property
    def counties_of(self) -> dict[str, tuple[Place, ...]]:
        """Counties by the code of their city; a county run by its province is its own."""
        held: dict[str, list[Place]] = {}
        for place in self.counties:
            held.setdefault(place.city, []).append(place)
        return {city: tuple(places) for city, places in held.items()}

    def path(self, code: str) -> str:
        """Full name down to the division: 浙江省杭州市西湖区. A municipality is not said twice."""
        parts: list[str] = []
        for step in (f"{code[:2]}0000", self.by_code[code].city if code[2:] != "0000" else code, code):
            place = self.by_code.get(step)
            if place and place.name not in parts:
                parts.append(place.name)
        return "".join(parts)


def shorten(name: str) -> str:
    """Drop the rank and the peoples' names from a division's name, unless one character would be left.

    杭州市 → 杭州, 景宁畲族自治县 → 景宁, 蓟县 stays 蓟县.
    """
    short = _SUFFIX.sub("", name)
    return short if len(short) > 1 else name


@cache
def load_places() -> Places:
    """Read the division table. Codes of administrative containers (市辖区, 省直辖…) are no place."""
    shown = {row["code"]: row for row in rows_of("provinces.csv")}
    provinces: list[Place] = []
    cities: list[Place] = []
    counties: list[Place] = []
    retired: list[Place] = []
    for _, prefix, _, about, divisions in numdb.get("cn/loc").prefixes:
        if prefix not in shown:
            continue
        code = f"{prefix}0000"
        provinces.append(Place(code, about["province"], shown[prefix]["short"], shown[prefix]["capital"]))
        found = [
            (prefix + tail, name, bool(until))
            for _, tail, _, names, _ in divisions
            for _, until, name in (_DATED.fullmatch(part).groups() for part in names["county"].split(","))  # type: ignore[union-attr]
        ]
        municipality = about["province"].endswith("市")
        held = {at: name for at, name, ended in found if at.endswith("00") and not ended and "直辖" not in name}
        for at, name, ended in found:
            if at == code or at in _SUPERSEDED or "直辖" in name or name[-1] not in "市区县旗盟州":
                continue
            own = f"{at[:4]}00"
            city = f"{prefix}0100" if municipality else own if own in held else at
            if at.endswith("00") and municipality:
                name = about["province"] if at == city else ""
            if name and name != "市辖区":
                place = Place(at, name, shorten(name), city)
                (retired if ended else cities if at.endswith("00") else counties).append(place)
    return Places(tuple(provinces), tuple(cities), tuple(counties), tuple(retired))
