"""What an institution is called besides its official name: second, former and short names, campuses, nicknames."""

from dataclasses import dataclass
from typing import NamedTuple
from zlib import crc32

import numpy as np
import pyarrow as pa

from simulator.draws import Bytes, Flags, Floats, Ints, rows_of, words_of
from simulator.founding import ORDINALS
from simulator.institutions import Institutions
from simulator.places import Place, Places
from simulator.settings import Errors

KINDS = ("official", "short", "vague", "nickname", "campus", "second", "former", "local", "annotated")
OFFICIAL, SHORT, VAGUE, NICKNAME, CAMPUS, SECOND, FORMER, LOCAL, ANNOTATED = range(len(KINDS))
SHORT_KINDS = (SHORT, VAGUE, NICKNAME)
# Of short names that are not vague.
_NICKNAME_SHARE = 0.4
# Of other names.
_ALIAS_MIX = {LOCAL: 0.42, SECOND: 0.25, CAMPUS: 0.15, FORMER: 0.12, ANNOTATED: 0.06}
_BRIEF = {"中国人民解放军第": "解放军", "中国人民解放军": "解放军", "社区卫生服务": "社区"}
_BRIEFER = {"医科大学": "医大", "大学": "大", "附属第": "附", "人民医院": "医院", "妇幼保健": "妇保", "门诊部": "门诊"}
_NICKNAMES = {"人民医院": "人医", "中医院": "中医", "妇幼保健": "妇幼", "中心医院": "中心", "口腔医院": "口院"}
# Names that begin so mean nothing without the place they have lost.
_GENERIC = ("第", "人", "中", "妇", "口", "精", "传", "红")
_CAMPUSES = ("城东", "城西", "城北", "滨江", "高新", "新城", "南湖", "东湖", "江北", "开发区")
_NOTES = ("（医保定点）", "(本部)", "（三甲）", "（总院）", "（公立）", "(官网)")


@dataclass(frozen=True, eq=False)
class Aliases:
    """`text[institution * len(KINDS) + kind]`; where a kind does not exist, another stands in: `kind` says which."""

    text: pa.Array
    kind: Bytes
    # Stands in no published table of aliases: made from lists that only the simulator has.
    untabled: Flags

    def kinds(self, draw: Floats, errors: Errors) -> Bytes:
        """Kind of name for each uniform draw in [0, 1)."""
        shares = np.zeros(len(KINDS))
        shares[VAGUE] = errors.short * errors.vague
        shares[NICKNAME] = errors.short * (1 - errors.vague) * _NICKNAME_SHARE
        shares[SHORT] = errors.short * (1 - errors.vague) * (1 - _NICKNAME_SHARE)
        for kind, share in _ALIAS_MIX.items():
            shares[kind] = errors.alias * share
        shares[OFFICIAL] = 1 - shares.sum()
        return np.searchsorted(np.cumsum(shares)[:-1], draw, side="right").astype(np.int8)

    def at(self, institution: Ints, kind: Bytes) -> Ints:
        """Index into `text`, `kind` and `untabled`."""
        return institution * len(KINDS) + kind


def make_aliases(institutions: Institutions, places: Places) -> Aliases:
    """Name every institution in every kind; none goes by a name that another of its province has officially."""
    texts: list[str] = []
    kinds: list[int] = []
    untabled: list[bool] = []
    tabled = _tabled_patterns()
    taken = {(name, code[:2]) for name, code in zip(institutions.name, institutions.division, strict=True)}
    taken |= {
        (name, code[:2]) for name, code in zip(institutions.earlier_name, institutions.division, strict=True) if name
    }
    for row, (official, division) in enumerate(zip(institutions.name, institutions.division, strict=True)):
        forms = _forms(institutions, row, _Where.of(places, institutions, row), tabled)
        own_earlier = (institutions.earlier_name[row], True)
        usable = {
            kind: (text, is_tabled)
            for kind, (text, is_tabled) in forms.items()
            if (text, division[:2]) not in taken or (text, is_tabled) == own_earlier
        }
        for kind in range(len(KINDS)):
            # Where a kind does not exist, a short name stands in, then the local one.
            chosen = next((k for k in (kind, SHORT, LOCAL) if k in usable), OFFICIAL) if kind else OFFICIAL
            text, is_tabled = usable.get(chosen, (official, True))
            texts.append(text)
            kinds.append(chosen)
            untabled.append(not is_tabled)
    return Aliases(pa.array(texts), np.array(kinds, dtype=np.int8), np.array(untabled))


class _Where(NamedTuple):
    """The divisions an institution is in."""

    county: Place
    city: Place
    province: Place

    @classmethod
    def of(cls, places: Places, institutions: Institutions, row: int) -> "_Where":
        county = places.by_code[institutions.division[row]]
        city = places.by_code.get(institutions.city[row], county)
        return cls(county, city, places.by_code[f"{county.province}0000"])


def _tabled_patterns() -> dict[tuple[str, str], str]:
    """(Relation, template) -> the template of the name that most often goes with it; second names both ways."""
    patterns: dict[tuple[str, str], str] = {}
    for row in rows_of("hospital_alias_templates.csv"):
        patterns.setdefault((row["relation"], row["template_a"]), row["template_b"])
        if row["relation"] == "second_name":
            patterns.setdefault((row["relation"], row["template_b"]), row["template_a"])
    return patterns


def _forms(
    institutions: Institutions, row: int, where: _Where, tabled: dict[tuple[str, str], str]
) -> dict[int, tuple[str, bool]]:
    """Names by kind, each with whether it follows from a published table or rule."""
    name, template = institutions.name[row], institutions.template[row]
    is_hospital = institutions.class_code[row][0] in "AG"
    # Not a draw: an institution's names are the same whoever uses them.
    turn = crc32(name.encode())
    core = _without_place(name, where)
    forms = {SHORT: (_short(name, template, where), True)}
    if core != name:
        forms[VAGUE] = (_vague(core, template), True)
    if nickname := _nickname(name, core, where, institutions.university[row]):
        forms[NICKNAME] = (nickname, False)
    if is_hospital:
        campus = _CAMPUSES[turn // 3 % len(_CAMPUSES)]
        forms[CAMPUS] = (name + ("（{}院区）", "{}院区", "({}分院)")[turn % 3].format(campus), True)
    second = _refilled(tabled.get(("second_name", template)), name, template, where)
    forms[SECOND] = (second, True) if second else (_second_name(institutions.group[row], template, where, turn), False)
    former = institutions.earlier_name[row]
    former = former or _refilled(tabled.get(("former_name", template)), name, template, where)
    forms[FORMER] = (former, True) if former else forms[SECOND]
    streets = words_of("streets.txt")
    ending = "医院" if is_hospital else "卫生院" if "卫生院" in name else "门诊"
    forms[LOCAL] = (streets[turn % len(streets)] + ending, False)
    forms[ANNOTATED] = (name + _NOTES[turn % (len(_NOTES) if is_hospital else 2)], True)
    return forms


def _without_place(name: str, where: _Where) -> str:
    """What is left of a name without the province, the city and the county at its head."""
    for place in reversed(where):
        for word in (place.name, place.short):
            if name.startswith(word) and len(name) > len(word) + 1:
                name = name[len(word) :]
                break
    return name


def _short(name: str, template: str, where: _Where) -> str:
    """Place words without their rank, one ordinal instead of 第N人民: 杭州一院, 桐庐中医院, 解放军406医院."""
    short = name
    for place in where:
        short = short.replace(place.name, place.short)
    for long, brief in _BRIEF.items():
        short = short.replace(long, brief)
    says_city = len(name) % 2 == 0 and "{市}第" in template
    for ordinal in ORDINALS:
        brief = f"市{ordinal}医院" if says_city else f"{ordinal}院"
        short = short.replace(f"第{ordinal}人民医院", brief).replace(f"第{ordinal}医院", brief)
    if short != name:
        return short
    for long, brief in _BRIEFER.items():
        short = short.replace(long, brief)
    return short


def _vague(core: str, template: str) -> str:
    """The place replaced by its rank, as people of the place say it: 市一院, 县医院, 省中医院."""
    levels = (("县", "{县"), ("区", "{区}"), ("市", "{市"), ("省", "{省"))
    rank = next((rank for rank, slot in levels if slot in template), "")
    for ordinal in ORDINALS:
        core = core.replace(f"第{ordinal}人民医院", f"{ordinal}院").replace(f"第{ordinal}医院", f"{ordinal}医院")
    if rank == "县" and core == "人民医院":
        return "县医院"
    return rank + core if core.startswith((*ORDINALS, *_GENERIC)) else core


def _nickname(name: str, core: str, where: _Where, seat: int) -> str | None:
    """What only the people of the place say: 浙大一院, 杭一院, 桐中医; None for most small institutions."""
    if seat >= 0:
        university = rows_of("universities.csv")[seat]
        words = university["nicknames"].split("|")
        rest = name.removeprefix(university["name"]).replace("附属", "")
        for ordinal in ORDINALS:
            rest = rest.replace(f"第{ordinal}人民医院", f"{ordinal}院").replace(f"第{ordinal}医院", f"{ordinal}院")
        return words[len(name) % len(words)] + (rest or "校医院")
    place = where.county if where.county.name in name else where.city
    for ordinal in ORDINALS:
        if core in (f"第{ordinal}人民医院", f"第{ordinal}医院"):
            return f"{place.short[0]}{ordinal}院"
    return next((place.short[0] + brief for long, brief in _NICKNAMES.items() if core.startswith(long)), None)


def _second_name(group: str, template: str, where: _Where, turn: int) -> str:
    """A second name made up for its kind of institution."""
    patterns = [row["pattern"] for row in rows_of("second_names.csv") if row["group"] == group]
    place = where.county if "县" in template or "区" in template else where.city
    return patterns[turn % len(patterns)].replace("{地}", place.name)


def _refilled(pattern: str | None, name: str, template: str, where: _Where) -> str | None:
    """Another template filled for the same institution; None where it needs what this one does not have."""
    if pattern is None or ("{N}" in pattern and "{N}" not in template):
        return None
    ordinal = next((ordinal for ordinal in ORDINALS if f"第{ordinal}" in name), "一")
    words = {
        "{省}": where.province.name, "{省简}": where.province.short, "{市}": where.city.name,
        "{市简}": where.city.short, "{区}": where.county.name, "{县}": where.county.name,
        "{县级市}": where.county.name, "{县简}": where.county.short, "{N}": ordinal,
    }  # fmt: skip
    for slot, word in words.items():
        pattern = pattern.replace(slot, word)
    return None if "{" in pattern or pattern == name else pattern
