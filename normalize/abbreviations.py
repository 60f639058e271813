"""How people shorten the names of hospitals: the rules, over match keys, of what follows the place."""

import re
from typing import NamedTuple

from normalize.places import leading_places


class Shortened(NamedTuple):
    """Short forms of a name without its place.

    `alone` stand by themselves, `placed` may follow a place. A name of its own (邵逸夫医院) may follow any place
    around the house; one that many houses have (第1人民医院) only the place that the official name states.
    """

    alone: frozenset[str]
    placed: frozenset[str]
    is_own: bool


# Words every city has a hospital for: 儿童 says nothing without its city, 邵逸夫 says all.
_COMMON = re.compile(
    r"(?:人民|中心|中医|中西医结合|儿童|妇女儿童|妇产|妇儿|妇婴|肿瘤|口腔|传染病|胸科|肺科|眼科|骨科|骨伤|肛肠|皮肤病|精神病|脑科|康复|老年病?|护理|"
    r"结核病|职业病|心血管病?|肝病|美容|整形|综合|职工|红十字|交通|铁路|矿务局|公安|武警|民族|蒙|藏|维吾尔|慈善|华侨|第?\d+\D{0,4}|附属|总)"
)
_NUMBERED = re.compile(r"第(\d+)(人民|中心|中|中西医结合)?医院")
# The end of a name -> how people say it.
_ENDINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("妇幼保健计划生育服务中心", ("妇幼保健院", "妇幼", "妇保院", "妇计中心")),
    ("妇幼保健院", ("妇保院", "妇幼院", "妇幼医院", "妇幼", "妇保")),
    ("妇女儿童医院", ("妇儿医院", "妇儿")),
    ("精神卫生中心", ("精卫中心", "精卫", "精神卫生")),
    ("疾病预防控制中心", ("疾控中心", "疾控")),
    ("社区卫生服务中心", ("社区卫生中心", "社区服务中心", "社区医院", "社区")),
    ("社区卫生服务站", ("社区卫生站", "社区站")),
    ("镇中心卫生院", ("中心卫生院", "镇卫生院", "卫生院")),
    ("乡中心卫生院", ("中心卫生院", "乡卫生院", "卫生院")),
    ("镇卫生院", ("卫生院",)),
    ("乡卫生院", ("卫生院",)),
    ("中西医结合医院", ("中西医医院", "中西医结合", "中西医")),
    ("红十字医院", ("红会医院", "红十字", "红会")),
    ("人民医院", ("医院", "人民", "人医")),
    ("中心医院", ("中心",)),
    ("儿童医院", ("儿院", "儿童")),
    ("总医院", ("总院",)),
    ("中医院", ("中医",)),
    ("立医院", ("立",)),
)


_MILITARY = re.compile(r"解放军.*?(\d{3,}医院.*)")


def shorten(core: str) -> Shortened:
    """Short forms of a name's key without its place, itself among them.

    >>> forms = shorten("第1人民医院")
    >>> sorted(forms.alone), sorted(forms.placed - forms.alone)
    (['1院', '第1人民医院', '第1医院'], ['1', '1医院', '人民1院'])
    >>> shorten("邵逸夫医院").is_own, shorten("妇幼保健院").is_own
    (True, False)
    """
    if military := _MILITARY.fullmatch(core):
        return _shortened({core, military[1]}, set(), is_own=True)
    if found := _NUMBERED.fullmatch(core):
        number, kind = found[1], found[2] or ""
        if kind == "中心":
            # A city may have a 第一医院 beside its 第一中心医院.
            return _shortened({core}, {f"{number}中心", f"{number}中心医院", f"第{number}中心"}, is_own=False)
        if kind in ("中", "中西医结合"):
            return _shortened({core}, {f"{kind}医{number}院", f"{number}{kind}医院"}, is_own=False)
        placed = {number, f"{number}医院"} | ({f"{kind}{number}院"} if kind else set())
        return _shortened({core, f"第{number}医院", f"{number}院"}, placed, is_own=False)
    for ending, shorter in _ENDINGS:
        if core.endswith(ending):
            before = core.removesuffix(ending)
            forms = {before + form for form in shorter}
            return _shortened({core} | (forms if before else set()), forms, is_own=len(before) > 1)
    bare = core.removesuffix("医院")
    if bare == core or len(bare) < 2:
        return _shortened({core}, set(), is_own=bare == core)
    if _COMMON.fullmatch(bare):
        return _shortened({core}, {bare}, is_own=False)
    return _shortened({core, bare}, set(), is_own=True)


def _shortened(alone: set[str], placed: set[str], *, is_own: bool) -> Shortened:
    return Shortened(frozenset(alone), frozenset(alone | placed), is_own)


_UNIVERSITY = re.compile(r"(?P<university>.{2,}?(?:大学|学院))(?P<school>.*?医学院|医学部|医学中心)?(?P<rest>.*)")


def shorten_attached(key: str) -> Shortened | None:
    """Short forms of a university's hospital; None for the name of no such hospital.

    The university is named in full, with or without its medical school, or by its short form; the hospital by its
    number or its own name. Only a name of its own can do without the university.

    >>> forms = shorten_attached("浙江大学医学院附属第1医院").alone
    >>> {"浙大1院", "浙大附1", "浙江大学附属第1医院", "浙医1院"} <= forms
    True
    >>> {"北医3院", "北大3院"} <= shorten_attached("北京大学第3医院").alone
    True
    """
    found = _UNIVERSITY.fullmatch(key)
    if not found or not found["rest"].endswith(("医院", "中心", "院区", "分院")):
        return None
    hospital = found["rest"]
    if number := _number_in_university(hospital):
        forms = {
            hospital, f"附属第{number}医院", f"第{number}附属医院", f"附属{number}院", f"附{number}院", f"附{number}",
            f"{number}附院", f"{number}附", f"{number}院", f"第{number}医院",
        }  # fmt: skip
        own = Shortened(frozenset(), frozenset(), is_own=False)
    elif hospital == "附属医院":
        forms = {hospital, "附院"}
        own = Shortened(frozenset(), frozenset(forms), is_own=True)
    else:
        name = hospital.removeprefix("附属")
        own = _own_forms(name)
        forms = {hospital, *own.placed, *(f"附属{form}" for form in own.alone)}
    schools = university_forms(found["university"], found["school"] or "")
    if hospital == "医院":
        # The university's own clinic: 西南大学医院 is not the 西南医院.
        schools -= {found["university"].removesuffix("大学")}
    return own._replace(alone=own.alone | {school + form for school in schools for form in forms})


def _number_in_university(hospital: str) -> str | None:
    """The number of 附属第1医院, 第1附属医院, 第3医院; None for a hospital with a name."""
    found = re.fullmatch(r"(?:附属)?第(\d+)(?:人民|临床|附属)*医院", hospital)
    return found[1] if found else None


def _own_forms(name: str) -> Shortened:
    """Forms of a named hospital, with and without the place that its own name begins with (北京朝阳医院)."""
    forms = shorten(name)
    for token in leading_places(name)[:1]:
        bare = shorten(name.removeprefix(token.text))
        if bare.is_own:
            return Shortened(forms.alone | bare.alone, forms.placed | bare.placed, is_own=True)
    return forms if forms.is_own else forms._replace(alone=frozenset())


def university_forms(university: str, school: str = "") -> frozenset[str]:
    """What people call a university before the name of its hospital.

    >>> sorted(university_forms("首都医科大学"))
    ['首医', '首医大', '首都医大', '首都医科大学']
    """
    forms = {university, university + school}
    if school:
        forms.add(university.removesuffix("大学") + school)
    for ending, shorter in (
        ("中医药大学", ("中医大", "中医药", "中医")),
        ("医科大学", ("医大", "医")),
        ("交通大学", ("交大",)),
        ("科技大学", ("科大", "科")),
        ("医学院", ("医",)),
        ("大学", ("大", "医", "医大")),
    ):
        stem = university.removesuffix(ending)
        if stem != university and len(stem) >= 2:
            # 浙江大学 is 浙大; 四川大学, whose key begins with a digit, is 川大.
            initial = stem[1] if stem[0].isdigit() else stem[0]
            forms |= {part + form for part in (stem, initial) for form in shorter}
            if ending == "大学" and not leading_places(stem):
                forms.add(stem)
            break
    # 中国医科大学 is not the 中医 that every town has.
    return frozenset(forms - {"中医", university[:2] + "医"})
