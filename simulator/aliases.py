"""What an institution is called besides its official name: second, former and short names, campuses, nicknames."""

from dataclasses import dataclass
from zlib import crc32

import numpy as np
import pyarrow as pa

from simulator.draws import Bytes, Flags, Floats, Ints, rows_of, words_of
from simulator.institutions import ORDINALS, Institutions
from simulator.places import Place, Places
from simulator.settings import Errors

KINDS = ("official", "short", "vague", "nickname", "campus", "second", "former", "local", "annotated")
OFFICIAL, SHORT, VAGUE, NICKNAME, CAMPUS, SECOND, FORMER, LOCAL, ANNOTATED = range(len(KINDS))
SHORT_KINDS = (SHORT, VAGUE, NICKNAME)
# Of short names that are not vague.
_NICKNAME_SHARE = 0.4
# Of other names.
_ALIAS_MIX = {LOCAL: 0.42, SECOND: 0.25, CAMPUS: 0.15, FORMER: 0.12, ANNOTATED: 0.06}
_CAMPUSES = ("城东", "城西", "城北", "滨江", "高新", "新城", "南湖", "东湖", "江北", "开发区")
_NOTES = ("（三甲）", "（总院）", "(本部)", "（公立）", "(官网)", "（医保定点）")


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
    """Name every institution in every kind."""
    texts: list[str] = []
    kinds: list[int] = []
    untabled: list[bool] = []
    tabled = _tabled_patterns()
    for row in range(len(institutions)):
        forms, own = _forms(institutions, row, places, tabled)
        official = institutions.name[row]
        for kind in range(len(KINDS)):
            chosen = next(
                k for k in (kind, SHORT, LOCAL, OFFICIAL) if forms.get(k) and (forms[k] != official or k == OFFICIAL)
            )
            if kind == OFFICIAL:
                chosen = OFFICIAL
            texts.append(forms[chosen])
            kinds.append(chosen)
            untabled.append(chosen in own)
    return Aliases(pa.array(texts), np.array(kinds, dtype=np.int8), np.array(untabled))


def _tabled_patterns() -> dict[str, list[tuple[str, str]]]:
    """Template -> (relation, other template), both ways."""
    patterns: dict[str, list[tuple[str, str]]] = {}
    for row in rows_of("hospital_alias_templates.csv"):
        patterns.setdefault(row["template_a"], []).append((row["relation"], row["template_b"]))
        if row["relation"] == "second_name":
            patterns.setdefault(row["template_b"], []).append((row["relation"], row["template_a"]))
    return patterns


def _forms(
    institutions: Institutions, row: int, places: Places, tabled: dict[str, list[tuple[str, str]]]
) -> tuple[dict[int, str], set[int]]:
    """Names by kind, and which of them are the simulator's own."""
    name, template = institutions.name[row], institutions.template[row]
    county = places.by_code[institutions.division[row]]
    city = places.by_code.get(institutions.city[row], county)
    province = places.by_code[f"{county.province}0000"]
    turn = crc32(name.encode())
    seat = institutions.university[row]
    core = _without_place(name, (county, city, province))
    forms = {OFFICIAL: name, SHORT: _short(name, core, template, (county, city, province))}
    if core != name:
        forms[VAGUE] = _vague(core, template)
    nickname = _nickname(name, core, county, city, seat)
    if nickname:
        forms[NICKNAME] = nickname
    if institutions.class_code[row][0] in "AG":
        forms[CAMPUS] = (
            f"{name}{('（{}院区）', '{}院区', '({}分院)')[turn % 3].format(_CAMPUSES[turn // 3 % len(_CAMPUSES)])}"
        )
    own = {NICKNAME, LOCAL}
    second = next((other for relation, other in tabled.get(template, ()) if relation == "second_name"), None)
    filled = _refill(second, name, template, county, city, province) if second else None
    if filled:
        forms[SECOND] = filled
    else:
        patterns = [r["pattern"] for r in rows_of("second_names.csv") if r["group"] == institutions.group[row]]
        place = county.name if "县" in template or "区" in template else city.name
        forms[SECOND] = patterns[turn % len(patterns)].replace("{地}", place)
        own.add(SECOND)
    earlier = institutions.earlier_name[row]
    former = next((other for relation, other in tabled.get(template, ()) if relation == "former_name"), None)
    forms[FORMER] = (
        earlier or (_refill(former, name, template, county, city, province) if former else "") or forms[SECOND]
    )
    streets = words_of("streets.txt")
    ending = "医院" if institutions.class_code[row][0] in "AG" else "卫生院" if "卫生院" in name else "门诊"
    forms[LOCAL] = f"{streets[turn % len(streets)]}{ending}"
    forms[ANNOTATED] = f"{name}{_NOTES[turn % len(_NOTES)]}"
    return forms, own


def _without_place(name: str, places: tuple[Place, ...]) -> str:
    core = name
    for place in (places[2], places[1], places[0]):
        for word in (place.name, place.short):
            if core.startswith(word) and len(core) > len(word) + 1:
                core = core[len(word) :]
                break
    return core


def _short(name: str, core: str, template: str, places: tuple[Place, ...]) -> str:
    """Place words without their rank, one ordinal instead of 第N人民: 杭州一院, 桐庐中医院, 解放军406医院."""
    short = name
    for place in places:
        short = short.replace(place.name, place.short)
    short = (
        short.replace("中国人民解放军第", "解放军").replace("中国人民解放军", "解放军").replace("社区卫生服务", "社区")
    )
    for ordinal in ORDINALS:
        for long in (f"第{ordinal}人民医院", f"第{ordinal}医院"):
            short = short.replace(
                long, f"{ordinal}院" if len(name) % 2 else f"市{ordinal}医院" if "市" in template else f"{ordinal}院"
            )
    if short == name:
        short = (
            name.replace("附属第", "附")
            .replace("人民医院", "医院")
            .replace("妇幼保健", "妇保")
            .replace("门诊部", "门诊")
        )
    return short


def _vague(core: str, template: str) -> str:
    """The place replaced by its rank, as people of the place say it: 市一院, 县医院, 省中医院."""
    rank = "省" if template.startswith("{省}") and "{区}" not in template and "{县}" not in template else ""
    rank = rank or (
        "县" if template.startswith("{县") else "区" if "{区}" in template else "市" if "{市" in template else ""
    )
    for ordinal in ORDINALS:
        core = core.replace(f"第{ordinal}人民医院", f"{ordinal}院").replace(f"第{ordinal}医院", f"{ordinal}医院")
    if rank == "县" and core == "人民医院":
        return "县医院"
    return f"{rank}{core}" if core[:1] in (*ORDINALS, "人", "中", "妇", "口", "精", "传", "红", "第") else core


def _nickname(name: str, core: str, county: Place, city: Place, seat: int) -> str | None:
    """Names only a local list would have: 浙大一院, 杭一院, 桐中医."""
    if seat >= 0:
        university = rows_of("universities.csv")[seat]
        words = university["nicknames"].split("|")
        nickname = words[len(name) % len(words)]
        rest = name.removeprefix(university["name"]).replace("附属", "")
        for ordinal in ORDINALS:
            rest = rest.replace(f"第{ordinal}人民医院", f"{ordinal}院").replace(f"第{ordinal}医院", f"{ordinal}院")
        return nickname + (rest.replace("医院", "院") if len(rest) > 2 else rest or "校医院")
    place = county if core != name and county.name in name else city
    letter = place.short[0]
    for ordinal in ORDINALS:
        if core in (f"第{ordinal}人民医院", f"第{ordinal}医院"):
            return f"{letter}{ordinal}院"
    for word, nickname in (
        ("人民医院", "人医"),
        ("中医院", "中医"),
        ("妇幼保健", "妇幼"),
        ("中心医院", "中心"),
        ("口腔医院", "口院"),
    ):
        if core.startswith(word):
            return letter + nickname
    return None


def _refill(pattern: str, name: str, template: str, county: Place, city: Place, province: Place) -> str | None:
    """Fill another template for the same institution; None where it needs what this one does not have."""
    if "{高校}" in pattern or "{番号}" in pattern or ("{N}" in pattern and "{N}" not in template):
        return None
    ordinal = next((o for o in ORDINALS if f"第{o}" in name), "一")
    words = {
        "{省}": province.name, "{省简}": province.short, "{市}": city.name, "{市简}": city.short, "{区}": county.name,
        "{县}": county.name, "{县级市}": county.name, "{县简}": county.short, "{N}": ordinal,
    }  # fmt: skip
    for slot, word in words.items():
        pattern = pattern.replace(slot, word)
    return None if "{" in pattern or pattern == name else pattern
