"""Names of institutions: the name to show, its former and second names, and the key it is matched by."""

import re
from functools import cache
from typing import NamedTuple

from normalize.abbreviations import shorten, shorten_attached
from normalize.divisions import all_divisions
from normalize.institution_keys import institution_key, ordinal
from normalize.places import Place, Token, covers, leading_places, names_of, settle, short_names
from normalize.text import compact, says_nothing, tidy

__all__ = ["Institution", "clean_institution", "institution_key", "ordinal", "place_of", "short_forms"]


class Institution(NamedTuple):
    """A name as shown, its match key, and the other names the text gives."""

    name: str
    key: str
    former_names: tuple[str, ...] = ()
    second_names: tuple[str, ...] = ()


# Where a house's name ends, and what another's may be: a centre or ward beside it is a part of it.
_ENDS = r"(?:(?<=医院|健院|生院|诊所|诊部)|(?<=服务中心))"
_HOUSE = r"[\u4e00-\u9fff]+?(?:医院|保健院|卫生院|服务中心|诊所)(?=[\s(〓|;/、,+=&]|$)"
BETWEEN_NAMES = rf"{_ENDS}\s+(?={_HOUSE})"
_BRACKETS = re.compile(r"[(\[【〔]([^()\[\]【】〔〕]*)[)\]】〕]")
# Marks between names; those that names have inside as well only where a house ends before and one after.
_SEVERAL = re.compile(rf"[〓|;/]+|{_ENDS}[、,+=&](?={_HOUSE})")
# One star at an end is a footnote.
_HIDDEN = re.compile(r"\*{2,}|(?<=\w)\*(?=\w)")
_FORMER = re.compile(r"(?:原名?|曾用名|前身|原称|旧称)[::为]?(.+)")
_SECOND = re.compile(
    r"(?:又名|又称|亦称|别名|现名?|现更名为|更名为|加挂|增挂|挂牌|第二名称)?[::]?"
    r"(.{2,}(?:医院|保健院|中心|卫生院|研究[所院]|防治[所院站]|诊所|门诊部|疗养院))(?:的?牌子)?"
)
# At the end of a name, what pages add to it.
_SUFFIX = re.compile(r"(?:官方网站|官网|[。、,;:*])+$")
# Ownership, grade and the like: said of the institution, no part of its name.
_ANNOTATION = re.compile(
    r"民营|公立|私立|公办|民办|国有|股份制?|合资|非?营利性?|[一二三123]级?[甲乙丙特]等?.*|[一二三]级.*|三级特等"
    r"|.*医保.*|.*定点.*|总院|总部|本部|院本部|官网|综合|专科|在建|筹建?|停业|已停业|新址|旧址|搬迁.*|推荐|预约|主|主要执业机构|第一执业机构"
    r"|(?:多机构)?备案|已?注销|(?:普通|有限)合伙|有限公司|互联网医院"
)
_CAMPUS = re.compile(r".*(?:院区|分院|[东西南北新老中]院|分部|部|区)")


def clean_institution(text: str) -> Institution | None:
    """The name of an institution, with the other names that brackets or 〓 give taken apart.

    Annotations (民营, 三甲) go; a bracket that tells one house of several (院区, 分院) stays. Raises ValueError for
    what has no letter, and for a name of which a part is hidden.

    >>> clean_institution("某市中心医院（原：某市第二医院）（三甲）")
    Institution(name='某市中心医院', key='某市中心医院', former_names=('某市第二医院',), second_names=())
    >>> clean_institution("甲市妇幼保健院〓甲市第六医院、甲市儿童医院").second_names
    ('甲市儿童医院', '甲市第六医院')
    """
    text = compact(re.sub(BETWEEN_NAMES, "〓", tidy(text)))
    if says_nothing(text):
        return None
    # A field that was too short cuts a bracket open.
    text = _SUFFIX.sub("", text) + ")" * _open_brackets(text)
    former: set[str] = set()
    second: set[str] = set()

    def take(found: re.Match[str]) -> str:
        inside = found[1]
        if was := _FORMER.fullmatch(inside):
            former.update(part for part in re.split(r"[,;、]", was[1]) if part)
        elif _ANNOTATION.fullmatch(inside):
            pass
        elif (other := _SECOND.fullmatch(inside)) and not _is_campus(inside, found.string[: found.start()]):
            second.update(part for part in re.split("[,;、]", other[1]) if part)
        else:
            # What it joins is no list of names.
            return f"\x02{_SEVERAL.sub('、', inside)}\x03"
        return ""

    # A bracket that stays is set aside in control characters, which `compact` has removed, so the loop ends.
    while _BRACKETS.search(text):
        text = _BRACKETS.sub(take, text)
    parts = _SEVERAL.split(text.translate({2: "(", 3: ")"}))
    parts = [_SUFFIX.sub("", part) for part in parts]
    names = [part for part in parts if re.search(r"\w", part) and not says_nothing(part)]
    if not names:
        raise ValueError("not an institution's name")
    if any(_HIDDEN.search(name) for name in names):
        raise ValueError("a hidden name")
    first, *others = names
    return Institution(
        first, institution_key(first), tuple(sorted(former)), tuple(sorted({*second, *others} - {first}))
    )


def _open_brackets(text: str) -> int:
    depth = 0
    for bracket in re.findall("[()]", text):
        depth = depth + 1 if bracket == "(" else max(0, depth - 1)
    return depth


def _is_campus(inside: str, name: str) -> bool:
    """(深圳医院) and (东院) tell houses apart; (西南医院) is another name of the same one.

    So is (新华医院) of a house in 湖北, where no 新华区 is; a city may lend its name to a house far away.
    """
    if _CAMPUS.fullmatch(inside):
        return True
    codes = _short_places().get(inside.removesuffix("医院"), frozenset())
    if not codes or any(code.endswith("00") for code in codes):
        return bool(codes)
    home = place_of(name)
    return home is None or any(code.startswith(home.province) for code in codes)


@cache
def _short_places() -> dict[str, frozenset[str]]:
    """Short name of a city or county -> codes."""
    found: dict[str, set[str]] = {}
    for division in all_divisions():
        for short in short_names(division.name):
            found.setdefault(short, set()).add(division.code)
    return {short: frozenset(codes) for short, codes in found.items()}


# After a place's name: what makes it part of a university's name.
_OF_A_SCHOOL = re.compile(r"[^附省市县区]{0,6}?(?:大学|学院)")


def place_of(name: str) -> Place | None:
    """The place an institution's name states; None where it states none, or one that cannot be told.

    A place in a university's name is no statement (吉林大学 has its hospitals in 长春), nor is a short name that is
    the whole name of the house (中山医院 stands in Shanghai).

    >>> place_of("杭州市第一人民医院"), place_of("吉林大学中日联谊医院"), place_of("复旦大学附属中山医院")
    (Place(province='33', division='330100'), None, None)
    >>> place_of("首都医科大学附属北京同仁医院")
    Place(province='11', division=None)
    """
    tokens, rest = _split_place(name)
    if not tokens and "附属" in rest:
        tokens, _ = _split_place(rest.partition("附属")[2])
    try:
        return settle(tokens) if tokens else None
    except ValueError:
        return None


def short_forms(name: str, province: str | None = None, division: str | None = None) -> frozenset[str]:
    """Match keys of the shorter names that people derive by rule from an official name.

    The place may be left out, shortened or reduced to its rank (市, 县), the rest abbreviated. `province` and
    `division` are where the house stands: people name its city although the official name does not. Most forms
    fit several houses; who resolves one must ask that it fits one house only, in the place it is used.

    >>> {"杭州市1院", "杭州1院", "市1", "第1人民医院"} <= short_forms("杭州市第一人民医院")
    True
    >>> forms = short_forms("浙江大学医学院附属邵逸夫医院", "33", "330102")
    >>> {"杭州邵逸夫医院", "浙大邵逸夫医院", "邵逸夫"} <= forms
    True
    """
    tokens, rest = _split_place(name)
    core = institution_key(rest)
    forms = shorten_attached(core) or shorten(core)
    places = _place_keys(tokens, province, division)
    singles = places[-1:] if tokens and not forms.is_own else places
    before = set().union(*singles)
    before |= {
        upper + lower
        for at, lowers in enumerate(places)
        for upper in set().union(*places[:at])
        for lower in lowers
        if lowers in singles
    }
    if tokens and tokens[-1].is_full:
        before.add(_RANK.sub("", tokens[-1].text))
    found = forms.alone | {place + form for place in before for form in forms.placed if _may_follow(form, place)}
    return frozenset(form for form in found if len(form) > 1) - {institution_key(name)}


def _may_follow(form: str, place: str) -> bool:
    """Whether people say the two together and mean the house: 平和县医院 is 平和县人民医院.

    But 济南医院 is not 济南市人民医院, and 济南市中 (区) 医院 would read as 济南市中医院.
    """
    if form == "医院" and not _RANK.match(place):
        return False
    return not form.startswith(place) and not (place.endswith("中") and form.startswith("医"))


def _place_keys(tokens: list[Token], province: str | None, division: str | None) -> list[frozenset[str]]:
    """The names' keys of each place a house stands in, from large to small: those stated, then those around."""
    names = {level: _keys_of(code) for level, code in _around(province, division)}
    for token in tokens:
        code = min(token.codes)
        others = _keys_of(code) if token.is_full or code[2:] == "0000" else frozenset()
        names[len(covers(code))] = others | {institution_key(token.text)}
    smallest = len(covers(min(tokens[-1].codes))) if tokens else 6
    return [keys for level, keys in sorted(names.items()) if level <= smallest]


@cache
def _keys_of(code: str) -> frozenset[str]:
    return frozenset(map(institution_key, names_of(code)))


# All but the rank of a place's name: people say 市一院 for the first hospital of their city.
_RANK = re.compile(r".*?(?=(?:自治区|地区|[省市州盟县区旗])$)")


def _around(province: str | None, division: str | None) -> list[tuple[int, str]]:
    """Level and code of the province and city a house stands in."""
    codes = [province and f"{province}0000", division and f"{division[:4]}00"]
    return [(len(covers(code)), code) for code in codes if code]


def _split_place(name: str) -> tuple[list[Token], str]:
    """The place names at the begin of an institution's name that tell where it is, and what follows them."""
    tokens: list[Token] = []
    for token in leading_places(name):
        rest = name.removeprefix(token.text)
        is_province = all(code.endswith("0000") for code in token.codes)
        is_own_name = not (token.is_full or is_province) and (rest == "医院" or len(token.codes) > 1)
        if rest == name or not rest or is_own_name or _OF_A_SCHOOL.match(rest):
            break
        if token.is_full and rest.startswith("立医院"):
            # 苏州市立医院 is the 市立医院 of 苏州.
            token, rest = Token(token.text[:-1], token.codes, is_full=False), token.text[-1] + rest
        tokens.append(token)
        name = rest
    return tokens, name
