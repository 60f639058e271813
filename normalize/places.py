"""Places: the province and division that a text names, by full or short names, of today or of the past."""

import re
from functools import cache
from typing import NamedTuple

from normalize.divisions import all_divisions, is_division, named_division
from normalize.text import compact, read_codes, says_nothing


class Place(NamedTuple):
    """Two-digit province, and six-digit city or county; None where the text names none within the province."""

    province: str
    division: str | None


class Token(NamedTuple):
    """One place name at the begin of a text: what it may mean, and whether it was written in full."""

    text: str
    codes: frozenset[str]
    is_full: bool


_PEOPLES = (
    "蒙古|藏|回|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|"
    "达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|普米|塔吉克|怒|鄂温克|裕固|保安|独龙|鄂伦春|各"
)
_AUTONOMOUS = re.compile(rf"(.{{2,}}?)(?:(?:{_PEOPLES})族?)+自治(州|县|旗)")
# As little as may stay: 喀什地区 is 喀什, no 喀什地. But 井陉矿区 is not the county 井陉.
_ORDINARY = re.compile(r"(.{2,}?)(?:市|地区|盟|州|林区|特区|新区|自治[州县旗]|区|县|旗|行政委员会)")
_SEPARATORS = " -—/|,、·>."
_WHOLE_PROVINCE = frozenset({"", "市辖区", "市", "县", "区", "直辖", "本级", "省直", "市直", "省直辖县级行政单位"})


def short_names(name: str) -> tuple[str, ...]:
    """What people call a division, the shortest last.

    >>> short_names("海南藏族自治州"), short_names("西湖区"), short_names("泾县"), short_names("喀什地区")
    (('海南州', '海南'), ('西湖',), (), ('喀什',))
    """
    if found := _AUTONOMOUS.fullmatch(name):
        return found[1] + found[2], found[1]
    found = _ORDINARY.fullmatch(name)
    return (found[1],) if found else ()


@cache
def _provinces() -> dict[str, tuple[str, bool]]:
    """Name -> (code, written in full)."""
    names: dict[str, tuple[str, bool]] = {}
    for row in read_codes("province"):
        names[row["name"]] = row["code"], True
        names |= dict.fromkeys(row["short"].split(), (row["code"], False))
    return names


@cache
def _letters() -> dict[str, str]:
    return {letter: row["code"] for row in read_codes("province") for letter in row["letters"].split()}


@cache
def _names() -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]], int]:
    """Full name -> codes, short name -> codes, and the length of the longest; provinces as PP0000."""
    full: dict[str, set[str]] = {}
    short: dict[str, set[str]] = {}
    for division in all_divisions():
        full.setdefault(division.name, set()).add(division.code)
        for name in short_names(division.name):
            short.setdefault(name, set()).add(division.code)
    for name, (code, is_full) in _provinces().items():
        (full if is_full else short).setdefault(name, set()).add(code + "0000")
    longest = max(map(len, full))
    return {n: frozenset(c) for n, c in full.items()}, {n: frozenset(c) for n, c in short.items()}, longest


@cache
def _current() -> frozenset[str]:
    """Codes in use, those of provinces among them: 重庆市 is no longer the city of 四川 that it was."""
    provinces = {f"{code}0000" for code, _ in _provinces().values()}
    return frozenset(provinces | {d.code for d in all_divisions() if d.is_current})


def covers(code: str) -> str:
    """The digits that all codes within a division share: 33 for 330000, 3301 for 330100, all six of a county."""
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code


def leading_places(text: str, within: frozenset[str] = frozenset({""})) -> list[Token]:
    """The place names at the begin of a text, from large to small, the longest name first.

    `within` are the digits that codes may begin with. A short name means the largest place it can: 吉林 is the
    province and 吉林市 the city, 海南 the province and 海南州 the prefecture.
    """
    longest = _names()[2]
    tokens: list[Token] = []
    while text := text.lstrip(_SEPARATORS):
        for length in range(min(longest, len(text)), 1, -1):
            if token := _meaning(text[:length], tuple(within)):
                tokens.append(token)
                within = frozenset(map(covers, token.codes))
                text = text[length:]
                break
        else:
            break
    return tokens


def _meaning(name: str, within: tuple[str, ...]) -> Token | None:
    """What a name may mean: what it means today before what it meant (重庆市 was a city of 四川), full names first."""
    full, short, _ = _names()
    if name not in full and name not in short:
        return None
    whole, part = ({code for code in names.get(name, ()) if code.startswith(within)} for names in (full, short))
    for codes, is_full in ((whole & _current(), True), (part & _current(), False), (whole, True), (part, False)):
        if codes:
            largest = min(len(covers(code)) for code in codes)
            codes = codes if is_full else {code for code in codes if len(covers(code)) == largest}
            return Token(name, frozenset(codes), is_full)
    return None


def settle(tokens: list[Token]) -> Place:
    """The one place that a chain of names means.

    Raises ValueError where several bear the name. Of abolished codes of one place the last one counts.
    """
    codes = tokens[-1].codes
    if len(codes) > 1 and (codes & _current() or len({code[:4] for code in codes}) > 1):
        raise ValueError("several places of that name")
    return _as_place(max(codes))


def names_of(code: str) -> tuple[str, ...]:
    """The present names of a province (PP0000), city or county: in full, then short ones; none for an unknown code.

    >>> names_of("330100"), names_of("450000")
    (('杭州市', '杭州'), ('广西壮族自治区', '广西', '广西省'))
    """
    return _present_names().get(code, ())


@cache
def _present_names() -> dict[str, tuple[str, ...]]:
    names = {d.code: (d.name, *short_names(d.name)) for d in all_divisions() if d.is_current}
    # 65 has two rows; the first is its name.
    for row in reversed(list(read_codes("province"))):
        names[row["code"] + "0000"] = (row["name"], *row["short"].split())
    return names


def _rest(text: str, tokens: list[Token]) -> str:
    for token in tokens:
        text = text.lstrip(_SEPARATORS)[len(token.text) :]
    return text.lstrip(_SEPARATORS)


def clean_place(text: str, within: str | None = None) -> Place | None:
    """The place a field names: a province or any longer text that begins with places, or a GB/T 2260 code.

    `within` is the province the rest of the entry names; a text that names another one wins over it. What follows
    the last place name (a street, an institution) is not read, nor are the digits of a town after those of its
    county. Where several places of one province bear the name, the province is known and no more. Raises ValueError
    where no place is known, or places of several provinces bear the name.

    >>> clean_place("浙江省杭州市西湖区"), clean_place("西湖区", within="33")
    (Place(province='33', division='330106'), Place(province='33', division='330106'))
    >>> clean_place("海南州").division, clean_place("河北区").division, clean_place("江苏省鼓楼区")
    ('632500', '120105', Place(province='32', division=None))
    >>> clean_place("朝阳区")
    Traceback (most recent call last):
    ValueError: several places of that name
    """
    text = compact(text)
    if says_nothing(text) or (within and text in _WHOLE_PROVINCE):
        return None
    if text in _letters():
        return Place(_letters()[text], None)
    if (code := _CODE.fullmatch(text)) and is_division(f"{code[1]:0<6}"):
        return _as_place(named_division(f"{code[1]:0<6}"))
    tokens = _tokens(text, within)
    if not tokens:
        raise ValueError("unknown place")
    try:
        return settle(tokens)
    except ValueError:
        provinces = {code[:2] for code in tokens[-1].codes}
        if len(provinces) > 1:
            raise
        return Place(provinces.pop(), None)


# Two or six digits, perhaps those of a town and village after them; a spreadsheet may have made a decimal of it.
_CODE = re.compile(r"(\d\d(?:\d{4})?)(?:(?<=\d{6})(?:\d{3}|\d{6}))?(?:\.0+)?")
_COUNTRY = re.compile(r"^(?:中国|中华人民共和国)(?=.)")


def _tokens(text: str, within: str | None) -> list[Token]:
    """The places a folded text begins with, in `within` if it names any there."""
    text = _COUNTRY.sub("", text)
    return leading_places(text, frozenset({within or ""})) or leading_places(text)


def _as_place(code: str) -> Place:
    return Place(code[:2], None if code.endswith("0000") else code)


def clean_province(text: str) -> str | None:
    """The two-digit code of the province a text names or lies in.

    >>> clean_province("吉林市"), clean_province("新疆生产建设兵团")
    ('22', '65')
    """
    # As most say it; nobody waits for the table of all places then.
    if whole := _provinces().get(text):
        return whole[0]
    place = clean_place(text)
    return place.province if place else None


def clean_division(text: str, province: str | None = None) -> str | None:
    """The six-digit code of the city or county; None where the text names no more than the province (上海).

    Raises ValueError too where a province is followed by words that are no place in it, or several ones.

    >>> clean_division("杭州"), clean_division("襄樊市"), clean_division("上海市")
    ('330100', '420600', None)
    """
    place = clean_place(text, province)
    if place and not place.division and not _CODE.fullmatch(compact(text)):
        tokens = _tokens(compact(text), province)
        if tokens and len(tokens[-1].codes) > 1:
            raise ValueError("several places of that name")
        if _rest(_COUNTRY.sub("", compact(text)), tokens) not in _WHOLE_PROVINCE:
            raise ValueError("unknown place")
    return place.division if place else None
