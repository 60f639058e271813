"""Personal data that must never be stored: whether a text holds any, and the text without it."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Literal, NamedTuple

from normalize.divisions import is_division

REDACTED = "[redacted]"

# Full-width forms folded one character to one, so that positions in the text stay.
_WIDTH = {point: point - 0xFEE0 for point in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xFE6B: 0x40}

# Where none of these stands, folding finds nothing more: full-width punctuation is a gap as it is, or none.
_WIDE = re.compile("[０-９Ａ-Ｚａ-ｚ＠．﹫]")

# What people and layouts put between the digits of one number. A tab or line break ends the number.
_GAP = r"[ ()（）　\-\x{00a0}\x{00ad}\x{2000}-\x{2015}\x{202f}\x{2060}\x{2212}\x{feff}\x{ff0d}]"
_PYTHON_GAP = re.sub(r"\\x\{(....)\}", r"\\u\1", _GAP)
_DIGITS = r"\d+(?:[Xx](?![0-9A-Za-z]))?"
_NUMBER = re.compile(rf"{_DIGITS}(?:{_PYTHON_GAP}{{1,4}}(?:{_DIGITS}|[Xx](?![0-9A-Za-z])))*", re.ASCII)
_GROUP = re.compile(r"\d+[Xx]?|[Xx]", re.ASCII)
_SHORTEST_NUMBER, _LONGEST_NUMBER = 10, 27
_CHECK = ("", *"0123456789Xx")

_EMAIL = re.compile(r"[A-Za-z0-9._%+\-]{1,64}@(?:[A-Za-z0-9\-]{1,63}\.){1,8}[A-Za-z]{2,24}")
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
_HOME = re.compile(rf"{_PLACE}{{0,40}}?(?:{_IN_HOUSE}|{_UNIT})")
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


class Span(NamedTuple):
    """Where something personal stands in a text."""

    begin: int
    end: int
    kind: Literal["identity", "telephone", "email", "home"]


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
    folded = text.translate(_WIDTH) if _WIDE.search(text) else text
    spans: list[Span] = []
    if "@" in folded:
        spans = [Span(*found.span(), "email") for found in _EMAIL.finditer(folded)]
    if _may_hold_home(folded):
        for pattern in (_LABELLED_HOME, _HOME):
            found = pattern.finditer(_without(folded, spans))
            spans += [Span(*home.span(home.lastindex or 0), "home") for home in found]
    spans += _numbers(_without(folded, spans))
    return sorted(spans)


def _may_hold_home(text: str) -> bool:
    # Words are found a hundred times faster than patterns, and hardly any page has them.
    return any(hint in text for hint in _HOME_HINTS) or (("室" in text or "户" in text) and bool(_ROOM.search(text)))


def _without(text: str, spans: list[Span]) -> str:
    """The text with what was found covered, so that nothing is found twice."""
    for begin, end, _ in spans:
        text = text[:begin] + "\n" * (end - begin) + text[end:]
    return text


def _replace(text: str, spans: list[Span]) -> str:
    parts, last = [], 0
    for begin, end, _ in spans:
        parts += [text[last:begin], REDACTED]
        last = end
    return "".join([*parts, text[last:]])


def _numbers(text: str) -> Iterator[Span]:
    """Each personal number, from left to right, the longest that begins at a group of digits."""
    for run in _NUMBER.finditer(text):
        # Registers are full of certificate numbers, so these are let through first.
        if len(run[0]) < _SHORTEST_NUMBER or (len(run[0]) == 15 and names_certificate(run[0])):
            continue
        groups = [(run.start() + g.start(), run.start() + g.end()) for g in _GROUP.finditer(run[0])]
        first = 0
        while first < len(groups):
            stop = _personal_until(text, groups[first:])
            if stop:
                begin, end = groups[first][0], groups[first + stop - 1][1]
                digits = "".join(text[b:e] for b, e in groups[first : first + stop])
                yield Span(begin, end, "identity" if _is_identity(digits) else "telephone")
            first += stop or 1


def _personal_until(text: str, groups: list[tuple[int, int]]) -> int:
    """How many leading groups make up the longest personal number; 0 if none do."""
    longest, digits, dashed = 0, "", ""
    for count, (begin, end) in enumerate(groups, 1):
        digits += text[begin:end]
        dashed += f"-{text[begin:end]}" if dashed else text[begin:end]
        if len(digits) > _LONGEST_NUMBER:
            break
        if len(digits) < _SHORTEST_NUMBER:
            continue
        if _is_identity(digits) or (_is_telephone(digits, dashed) and _stands_apart(text, groups[0][0], end)):
            longest = count
    return longest


def _is_identity(digits: str) -> bool:
    return is_qualification_number(digits) or (is_citizen_id(digits) and not names_certificate(digits))


def _is_telephone(digits: str, dashed: str) -> bool:
    if _DATE.match(dashed):
        return False
    return bool(_MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits) or _HOTLINE.fullmatch(dashed))


def _stands_apart(text: str, begin: int, end: int) -> bool:
    """Ids of pages are often hexadecimal: a telephone number does not touch a letter."""
    return not any(char.isascii() and char.isalpha() for char in text[max(begin - 1, 0) : begin] + text[end : end + 1])


# For whole columns with RE2 (DuckDB, Arrow): whatever holds something personal matches. A match is not yet a find;
# give the value to `redact`. Plain certificate numbers seldom match, so that few values are left to look at.
_BORN = r"\d\d[01]\d[0-3]\d"
PERSONAL_RE2 = "|".join(
    (
        "[@＠﹫０-９]",
        "|".join((*_HOME_HINTS, _ROOM.pattern)),
        # Ten digits with a gap among them: a later group has three or more, or the first has five or more, or
        # there are three small groups after it.
        rf"\d{_GAP}{{1,4}}\d\d\d",
        rf"\d{{5}}{_GAP}{{1,4}}[\dXx]",
        rf"\d(?:{_GAP}{{1,4}}\d\d?){{3}}",
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
