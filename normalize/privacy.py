"""Personal data that must never be stored: whether a text holds any, and the text without it."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import accumulate
from typing import Literal, NamedTuple

from normalize.divisions import is_division
from normalize.forms import fold

REDACTED = "[redacted]"

# What people and layouts put between the digits of one number, whatever its groups. A line break ends the number.
_GAP = r"[ ()（）　\-\x{00a0}\x{00ad}\x{2000}-\x{2015}\x{202f}\x{2060}\x{2212}\x{feff}\x{ff0d}]"
# What also stands between numbers, in lists, dates and columns: there the groups must be those of one.
_SIGN = _GAP[:-1] + r".．·•‧・/／_＿,，、|｜~～*+\t]"


def _python(pattern: str) -> str:
    return re.sub(r"\\x\{(....)\}", r"\\u\1", pattern)


_DIGITS = r"\d+(?:[Xx](?![0-9A-Za-z]))?"
_NUMBER = re.compile(rf"{_DIGITS}(?:{_python(_GAP)}{{1,4}}(?:{_DIGITS}|[Xx](?![0-9A-Za-z])))*", re.ASCII)
_GROUP = re.compile(r"\d+[Xx]?|[Xx]", re.ASCII)
_LENGTHS = (27, 24, 18, 16, 15, 14, 13, 12, 11, 10)
_BEGINS = re.compile(r"0|1[3-9]|86|[48]00|[12][09]\d\d[1-6]|[1-8]\d{5}(?:18|19|20)?\d\d[01]\d[0-3]")
_CHECK = ("", *"0123456789Xx")

# Ten digits, whatever stands between them: nearly all of a page is passed over in one look.
_ANY = rf"[\r\n\x1f{_python(_SIGN)[1:]}"
_RUN = re.compile(rf"\d(?:{_ANY}{{0,130}}\d){{9}}(?:[\dXx]|{_ANY})*", re.ASCII)

# Between cells of a table stands CELL, in the text that a page shows.
CELL = "\x1f"
_BETWEEN = rf"(?:{_python(_SIGN)}{{1,4}}|[ \r\n\t]{{0,60}}{CELL}[ \r\n\t]{{0,60}})"
_APART = re.compile(
    r"(?<!\d)(?:(?:(?:00)?86~)?1[3-9]\d~(?:\d{4}~\d{4}|\d{3}~\d{5})|1[3-8]\d\d~\d{3}~\d{4}|[48]00~\d{3}~?\d{4}"
    r"|(?:(?:00)?86~)?0(?:10|2\d|[3-9]\d\d)~(?!(?:19|20)\d\d[01]\d[0-3]\d)(?:\d{7,8}|\d{3,4}~\d{4}))(?!\d)".replace(
        "~", _BETWEEN
    ),
    re.ASCII,
)
_ID_APART = re.compile(
    r"(?<!\d)(?:(?:19|20)(?:~?\d){7}~?)?[1-8](?:~?\d){5}~?"
    r"(?:(?:1~?[89]|2~?0)(?:~?\d){2}~?[01]~?\d~?[0-3](?:~?\d){4}~?[\dXx]|(?:\d~?){2}[01]~?\d~?[0-3](?:~?\d){4})"
    r"(?![0-9A-Za-z])".replace("~", _BETWEEN),
    re.ASCII,
)
# Whoever was born later is no physician yet: likelier a division, a day and a count beside each other.
_BORN_UNTIL = "2005"
# Of an old id the birth date must stand apart: other fifteen digits read as one too often.
_OLD_PARTS = re.compile(r"(?:\D*\d){6}\D+(?:\D*\d){6}\D+(?:\D*\d){3}$")

# What a number touches before and after it; the letters of an id are hexadecimal, or have other digits among them.
_WORD_BEFORE = re.compile(r"(?:%[0-9A-Fa-f]{2})?([0-9A-Za-z]*)$")
_WORD_AFTER = re.compile(r"[0-9A-Za-z]*")
_ID_LETTERS = re.compile(r"[0-9A-Fa-f]+|[A-Za-z]*\d[0-9A-Za-z]*")

_EMAIL = re.compile(r"[A-Za-z0-9._%+][A-Za-z0-9._%+\-]{0,63}@(?:[A-Za-z0-9\-]{1,63}\.){1,8}[A-Za-z]{2,24}")
_MOBILE = re.compile(r"(?:(?:00)?86)?1[3-9]\d{9}")
_DATE = re.compile(r"1\d{3}-\d\d?-\d\d?(?:-|$)")
# Area codes: 10 and 2x with eight digits after them, three digits from 3xx on with seven or eight.
_LANDLINE = re.compile(r"(?:(?:00)?860?|0)(?:10\d{8}|2\d{9}|[3-9]\d{9,10})")
# 400 and 800 numbers; without a gap they would be any ten digits.
_HOTLINE = re.compile(r"[48]00-\d{3}-?\d{4}")
_QUALIFICATION = re.compile(
    r"(?:19|20)\d{2}(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-6])[1-4]\d{2}(?:\d{15}|\d{17}[\dX])"
)
_CERTIFICATE = re.compile(r"[12](?:10|20|30|4[1-8])\d{12}")
# A home: a building and what is in it (3幢2单元501室), with the place before it; or whatever stands after a word for
# home address. Where an institution is, its licence publishes: a street and a house number alone are left.
_ORDINAL = r"[\d一二三四五六七八九十]{1,4}"
_IN_HOUSE = rf"(?:{_ORDINAL} ?(?:号院?|弄|幢|栋|座|号楼|楼|单元|层) ?){{1,4}}{_ORDINAL} ?[室户]"
_UNIT = rf"{_ORDINAL} ?(?:幢|栋|号楼) ?{_ORDINAL} ?单元(?: ?[0-9]{{1,4}})?"
_PLACE = r"[\u4e00-\u9fff\d#－-]"
_HOME = re.compile(rf"{_IN_HOUSE}|{_UNIT}")
_BEFORE_HOME = re.compile(rf"{_PLACE}*$")
_HOME_WORD = "(?:家庭|户籍|户口|居住|现住|常住)(?:详细)?(?:地址|住址|所在地|地)|住址"
_LABELLED_HOME = re.compile(rf"(?:{_HOME_WORD})[:： ]{{1,3}}((?:{_PLACE}|[ ()（）]){{4,60}})")
_HOME_HINTS = ("单元", "住址", "家庭", "户籍", "户口", "居住", "现住", "常住")
_ROOM = re.compile("[0-9一二三四五六七八九十] ?[室户]")


def is_citizen_id(number: str) -> bool:
    """Whether 15 or 18 characters read as region, birth date and serial.

    The check character is not asked: a citizen id with one wrong digit still names a person. The region must be a
    division that exists or existed, which keeps nearly all other numbers out.
    """
    if not (len(number) in (15, 18) and number.isascii() and number[:17].isdigit() and number[17:] in _CHECK):
        return False
    born = number[6:14] if len(number) == 18 else "19" + number[6:12]
    try:
        year = date(int(born[:4]), int(born[4:6]), int(born[6:])).year
    except ValueError:
        return False
    return 1880 <= year <= 2100 and is_division(number[:6])


def is_qualification_number(number: str) -> bool:
    """Whether 24 or 27 characters are a 医师资格证书编码, which contains the citizen id."""
    return len(number) in (24, 27) and _QUALIFICATION.fullmatch(number.upper()) is not None


def names_certificate(number: str) -> bool:
    """Whether 15 digits have the parts of a 执业证书编码: level, category, and an authority's division.

    The few numbers that read both ways are taken for certificates, which registers publish and people look up.
    """
    return _CERTIFICATE.fullmatch(number) is not None and is_division(number[3:9])


Kind = Literal["identity", "telephone", "email", "home"]


class Span(NamedTuple):
    """Where something personal stands in a text."""

    begin: int
    end: int
    kind: Kind


def holds_personal(text: str) -> bool:
    """Whether `redact` would change the text.

    >>> holds_personal("电话 010-5555 0123"), holds_personal("2019年4月19日 第411医院")
    (True, False)
    """
    return bool(personal_spans(text))


def redact(text: str) -> str:
    """The text with citizen ids, qualification numbers, telephones, e-mail and home addresses replaced.

    Full-width digits and digits set apart by blanks or hyphens are found too. What is left holds nothing that a
    second call would replace.

    >>> redact("联系人：someone@example.org，（０５７１）5555－0123")
    '联系人：[redacted]，（[redacted]'
    """
    # What is cut out can leave a number beside another: again, until there is none.
    while spans := personal_spans(text):
        text = _replace(text, spans)
    return text


def personal_spans(text: str) -> list[Span]:
    """Everything personal in a text, in order and apart from each other."""
    folded = fold(text)
    spans: list[Span] = []
    if "@" in folded:
        spans = [Span(*found.span(), "email") for found in _EMAIL.finditer(folded)]
    if _may_hold_home(folded):
        spans = sorted(
            [*spans, *(Span(*home.span(1), "home") for home in _LABELLED_HOME.finditer(without(folded, spans)))]
        )
        spans = sorted([*spans, *_homes(without(folded, spans))])
    left = without(folded, spans)
    return sorted([*spans, *(span for run in _RUN.finditer(left) for span in _numbers(left, run))])


def _may_hold_home(text: str) -> bool:
    # Words are found a hundred times faster than patterns, and hardly any page has them.
    return any(hint in text for hint in _HOME_HINTS) or (("室" in text or "户" in text) and bool(_ROOM.search(text)))


def _homes(text: str) -> Iterator[Span]:
    last = 0
    for found in _HOME.finditer(text):
        place = _BEFORE_HOME.search(text, max(found.start() - 40, last), found.start())
        yield Span(place.start() if place else found.start(), found.end(), "home")
        last = found.end()


def without(text: str, spans: Sequence[tuple[int, int, str]]) -> str:
    """The text with what was found covered, so that nothing is found twice."""
    parts, last = [], 0
    for begin, end, _ in spans:
        parts += [text[last:begin], "\n" * (end - begin)]
        last = end
    return "".join([*parts, text[last:]]) if spans else text


def _replace(text: str, spans: list[Span]) -> str:
    parts, last = [], 0
    for begin, end, _ in spans:
        parts += [text[last:begin], REDACTED]
        last = end
    return "".join([*parts, text[last:]])


def _numbers(text: str, run: re.Match[str]) -> Iterator[Span]:
    """Each personal number of a run of digits and signs."""
    # Registers are full of certificate numbers, so these are let through first.
    if len(run[0]) == 15 and names_certificate(run[0]):
        return
    last = run.start()
    found = [] if run[0].isdigit() else list(_set_apart(text, *run.span()))
    found += [span for part in _NUMBER.finditer(text, *run.span()) for span in _in_groups(text, part)]
    for span in sorted(found, key=lambda span: (span.begin, -span.end)):
        if span.begin >= last:
            yield span
            last = span.end


def _in_groups(text: str, part: re.Match[str]) -> Iterator[Span]:
    """Each personal number, from left to right, the longest that begins at a group of digits."""
    if len(part[0]) < _LENGTHS[-1] or (len(part[0]) == 15 and names_certificate(part[0])):
        return
    groups = [group.span() for group in _GROUP.finditer(text, *part.span())]
    digits = "".join(text[begin:end] for begin, end in groups)
    # How many digits stand before each group; and which group begins after so many.
    before = [0, *accumulate(end - begin for begin, end in groups)]
    after = {count: n for n, count in enumerate(before)}
    first = 0
    while first < len(groups):
        at, stop = before[first], first + 1
        for length in _LENGTHS if _BEGINS.match(digits, at) else ():
            last = after.get(at + length)
            if last and (kind := _kind(text, digits[at : at + length], groups[first:last])):
                yield Span(groups[first][0], groups[last - 1][1], kind)
                stop = last
                break
        first = stop


def _kind(text: str, digits: str, groups: list[tuple[int, int]]) -> Kind | None:
    """What the digits of some groups are, if anything personal."""
    if len(digits) in (15, 18, 24, 27) and _is_identity(digits):
        return "identity"
    if digits[0] not in "0148" or len(digits) > 16:
        return None
    if not (_MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits) or (len(digits) == 10 and digits[1:3] == "00")):
        return None
    dashed = "-".join([text[begin:end] for begin, end in groups])
    if _DATE.match(dashed) or (len(digits) == 10 and not _HOTLINE.fullmatch(dashed)):
        return None
    return None if _is_in_id(text, groups[0][0], groups[-1][1]) else "telephone"


def _is_identity(digits: str) -> bool:
    return is_qualification_number(digits) or (is_citizen_id(digits) and not names_certificate(digits))


def _is_in_id(text: str, begin: int, end: int) -> bool:
    """Whether letters that a number touches make it part of an id: hexadecimal, or with other digits among them."""
    before, after = _WORD_BEFORE.search(text, max(begin - 40, 0), begin), _WORD_AFTER.match(text, end, end + 40)
    touching = (before[1] if before else "") + (after[0] if after else "")
    return bool(touching) and _ID_LETTERS.fullmatch(touching) is not None


def _set_apart(text: str, begin: int, end: int) -> Iterator[Span]:
    """Each number whose digits stand apart by signs that also stand between numbers."""
    for found in _ID_APART.finditer(text, begin, end):
        digits = "".join(_GROUP.findall(found[0]))
        if len(digits) == len(found[0]):
            continue
        length = 18 if len(digits) in (18, 27) else 15
        number = digits[-length:]
        if length == 18 and number[6:10] > _BORN_UNTIL:
            continue
        if _is_identity(number) and (length == 18 or _OLD_PARTS.search(found[0])):
            yield Span(*found.span(), "identity")
    for found in _APART.finditer(text, begin, end):
        if not _is_in_id(text, *found.span()):
            yield Span(*found.span(), "telephone")


# For whole columns with RE2 (DuckDB, Arrow): whatever holds something personal matches. A match is not yet a find;
# give the value to `redact`. Plain certificate numbers seldom match, so that few values are left to look at.
_BORN = r"\d\d[01]\d[0-3]\d"
PERSONAL_RE2 = "|".join(
    (
        "[@＠﹫²³¹⁰-₉①-⓿❶-➓０-９𝟎-𝟿🄀-🄊🯰-🯹]",
        "|".join((*_HOME_HINTS, _ROOM.pattern)),
        # Ten digits with a gap among them: a later group has three or more, or the first has five or more, or
        # there are three small groups after it.
        rf"\d{_SIGN}{{1,4}}\d\d\d",
        rf"\d{{5}}{_SIGN}{{1,4}}[\dXx]",
        rf"\d(?:{_SIGN}{{1,4}}\d\d?){{3}}",
        # Ten digits or more without a gap.
        r"(?:^|\D)(?:{})(?:$|\D)".format(
            "|".join(
                (
                    rf"[1-8]\d{{5}}(?:[12][089])?{_BORN}\d\d[\dXx]{{1,2}}",
                    r"[12][09]\d\d[1-6]\d[1-4]\d\d(?:\d{15}|\d{17}[\dXx])",
                    r"(?:(?:00)?86)?1[3-9]\d{9}",
                    r"(?:(?:00)?860?|0)[1-9]\d{9,10}",
                )
            )
        ),
    )
)
