"""Names of institutions: the name to show, its former and second names, and the key it is matched by."""

import re
from functools import cache
from typing import NamedTuple

from opencc import OpenCC

from normalize.divisions import all_divisions
from normalize.places import short_names
from normalize.text import compact, says_nothing


class Institution(NamedTuple):
    """A name as shown, its match key, and the other names the text gives."""

    name: str
    key: str
    former_names: tuple[str, ...] = ()
    second_names: tuple[str, ...] = ()


_BRACKETS = re.compile(r"[(\[【〔]([^()\[\]【】〔〕]*)[)\]】〕]")
_SEVERAL = re.compile(r"[〓|;/]+")
_FORMER = re.compile(r"(?:原名?|曾用名|前身|原称|旧称)[::为]?(.+)")
_SECOND = re.compile(
    r"(?:又名|别名|第二名称)?[::]?(.{2,}(?:医院|保健院|中心|卫生院|研究[所院]|防治[所院站]|诊所|门诊部|疗养院))"
)
# Ownership, grade and the like: said of the institution, no part of its name.
_ANNOTATION = re.compile(
    r"民营|公立|私立|公办|民办|国有|股份制?|合资|非?营利性?|[一二三123]级?[甲乙丙特]等?.*|[一二三]级.*|三级特等"
    r"|.*医保.*|.*定点.*|总院|总部|本部|院本部|官网|综合|专科|在建|筹建?|停业|已停业|新址|旧址|搬迁.*|推荐|预约"
)
_CAMPUS = re.compile(r".*(?:院区|分院|[东西南北新老中]院|分部|部|区)")
_COMPANY = re.compile(r"(?:股份)?有限(?:责任)?公司$|(?<=.{4})集团$")
_DIGITS = dict(zip("〇零○一二三四五六七八九", "000123456789", strict=True))
_PUNCTUATION = " ·•・.,、:;'\"“”‘’-—_()[]【】〔〕《》<>〓/|*"
_TEN = re.compile(r"(?<=第)(\d?)十(\d?)|(\d)十(\d?)|()十(\d)|()十()(?=医?院)")


def clean_institution(text: str) -> Institution | None:
    """The name of an institution, with the other names that brackets or 〓 give taken apart.

    Annotations (民营, 三甲) go; a bracket that tells one house of several (院区, 分院) stays. Raises ValueError for
    what has no letter.

    >>> clean_institution("某市中心医院（原：某市第二医院）（三甲）")
    Institution(name='某市中心医院', key='某市中心医院', former_names=('某市第二医院',), second_names=())
    >>> clean_institution("甲市妇幼保健院〓甲市第六医院").second_names
    ('甲市第六医院',)
    """
    text = compact(text)
    if says_nothing(text):
        return None
    former: set[str] = set()
    second: set[str] = set()

    def take(found: re.Match[str]) -> str:
        inside = found[1]
        if was := _FORMER.fullmatch(inside):
            former.update(part for part in re.split(r"[,;、]", was[1]) if part)
        elif _ANNOTATION.fullmatch(inside):
            pass
        elif (other := _SECOND.fullmatch(inside)) and not _is_campus(inside):
            second.add(other[1])
        else:
            return f"\x02{inside}\x03"
        return ""

    # A bracket that stays is set aside in control characters, which `compact` has removed, so the loop ends.
    while _BRACKETS.search(text):
        text = _BRACKETS.sub(take, text)
    first, *others = [part for part in _SEVERAL.split(text.translate({2: "(", 3: ")"})) if re.search(r"\w", part)] or [
        ""
    ]
    if not first:
        raise ValueError("not an institution's name")
    return Institution(
        first, institution_key(first), tuple(sorted(former)), tuple(sorted({*second, *others} - {first}))
    )


def _is_campus(inside: str) -> bool:
    """(深圳医院) and (东院) tell houses apart; (西南医院) is another name of the same one."""
    return bool(_CAMPUS.fullmatch(inside)) or inside.removesuffix("医院") in _short_places()


@cache
def _short_places() -> frozenset[str]:
    return frozenset(short for division in all_divisions() for short in short_names(division.name))


class _Key(dict[int, str]):
    """Character -> its form in the match key, worked out once per character."""

    def __init__(self) -> None:
        super().__init__({ord(char): "" for char in _PUNCTUATION} | {ord(h): d for h, d in _DIGITS.items()})
        self._simplify = OpenCC("t2s").convert

    def __missing__(self, point: int) -> str:
        self[point] = self._simplify(chr(point)).upper()
        return self[point]


_keys = cache(_Key)


def institution_key(name: str) -> str:
    """The match key of a name: digits of any script as 0-9, simplified, without punctuation and company form.

    What is written two ways for one house is folded: 中医医院 = 中医院, 红十字会医院 = 红十字医院, 中国人民解放军 =
    解放军. Nothing that tells two houses apart is dropped: places, ordinals, 分院, 院区, 门诊部.

    >>> institution_key("中国人民解放军第四一一医院") == institution_key("解放军411医院")
    True
    >>> institution_key("某县中医医院有限责任公司"), institution_key("甲市第十二人民医院")
    ('某县中医院', '甲市第12人民医院')
    >>> institution_key("甲医院(东院区)") == institution_key("甲医院")
    False
    """
    key = compact(name).translate(_keys())
    key = _TEN.sub(_tens, key)
    key = _COMPANY.sub("", key) or key
    key = key.replace("医医院", "医院").replace("红十字会医院", "红十字医院").replace("中国人民解放军", "解放军")
    return re.sub(r"第(?=\d{3,}医院)", "", key)


def _tens(found: re.Match[str]) -> str:
    tens, ones = next((found[i], found[i + 1]) for i in (1, 3, 5, 7) if found[i] is not None)
    return f"{tens or 1}{ones or 0}"


def ordinal(name: str) -> int | None:
    """The number that tells it from its sisters: 第N, or the number of a military hospital; None without one.

    >>> ordinal("甲市第三人民医院"), ordinal("解放军四一一医院"), ordinal("甲市人民医院")
    (3, 411, None)
    """
    found = re.search(r"第(\d+)|(\d{2,})(?=医院)|(?<=[省市县区大医附])(\d+)(?=医?院)", institution_key(name))
    return int(next(group for group in found.groups() if group)) if found else None
