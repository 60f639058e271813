"""Personal data that must never be stored: whether a text holds any, and the text without it."""

import re
from collections.abc import Iterator
from datetime import date

from normalize.divisions import is_division

REDACTED = "[redacted]"

# Full-width forms folded one character to one, so that positions in the text stay.
_WIDTH = {point: point - 0xFEE0 for point in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xFE6B: 0x40}

# What people and layouts put between the digits of one number. A tab or line break ends the number.
_GAP = r"[ ()（）　\-\x{00a0}\x{00ad}\x{2000}-\x{2015}\x{202f}\x{2060}\x{2212}\x{feff}\x{ff0d}]"
_PYTHON_GAP = re.sub(r"\\x\{(....)\}", r"\\u\1", _GAP)
_DIGITS = r"\d+(?:[Xx](?![0-9A-Za-z]))?"
_NUMBER = re.compile(rf"{_DIGITS}(?:{_PYTHON_GAP}{{1,4}}(?:{_DIGITS}|[Xx](?![0-9A-Za-z])))*", re.ASCII)
_GROUP = re.compile(r"\d+[Xx]?|[Xx]", re.ASCII)
_LONGEST_NUMBER = 27

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


def is_citizen_id(number: str) -> bool:
    """Whether 15 or 18 characters read as region, birth date and serial.

    The check character is not asked: a citizen id with one wrong digit still names a person. The region must be a
    division that exists or existed, which keeps nearly all other numbers out.
    """
    if re.fullmatch(r"\d{17}[\dXx]", number, re.ASCII):
        born = number[6:14]
    elif re.fullmatch(r"\d{15}", number, re.ASCII):
        born = "19" + number[6:12]
    else:
        return False
    try:
        year = date(int(born[:4]), int(born[4:6]), int(born[6:])).year
    except ValueError:
        return False
    return 1880 <= year <= 2100 and is_division(number[:6])


def is_qualification_number(number: str) -> bool:
    """Whether 24 or 27 characters are a 医师资格证书编码, which contains the citizen id."""
    return _QUALIFICATION.fullmatch(number.upper()) is not None


def names_certificate(number: str) -> bool:
    """Whether 15 digits have the parts of a 执业证书编码: level, category, and an authority's division.

    The few numbers that read both ways are taken for certificates, which registers publish and people look up.
    """
    return _CERTIFICATE.fullmatch(number) is not None and is_division(number[3:9])


def holds_personal(text: str) -> bool:
    """Whether `redact` would change the text.

    >>> holds_personal("电话 010-5555 0123"), holds_personal("2019年4月19日 第411医院")
    (True, False)
    """
    return redact(text) != text


def redact(text: str) -> str:
    """The text with citizen ids, qualification numbers, telephone numbers and e-mail addresses replaced.

    Full-width digits and digits set apart by blanks or hyphens are found too. What is left holds nothing that a
    second call would replace.

    >>> redact("联系人：someone@example.org，（０５７１）5555－0123")
    '联系人：[redacted]，（[redacted]'
    """
    text = _replace(text, [found.span() for found in _EMAIL.finditer(text.translate(_WIDTH))])
    return _replace(text, list(_numbers(text.translate(_WIDTH))))


def _replace(text: str, spans: list[tuple[int, int]]) -> str:
    parts, end = [], 0
    for begin, stop in spans:
        parts += [text[end:begin], REDACTED]
        end = stop
    return "".join([*parts, text[end:]])


def _numbers(text: str) -> Iterator[tuple[int, int]]:
    """Begin and end of each personal number, from left to right, the longest that begins at a group of digits."""
    for run in _NUMBER.finditer(text):
        if len(run[0]) < 10:
            continue
        groups = [(run.start() + g.start(), run.start() + g.end()) for g in _GROUP.finditer(run[0])]
        first = 0
        while first < len(groups):
            stop = _personal_until(text, groups[first:])
            if stop:
                yield groups[first][0], groups[first + stop - 1][1]
            first += stop or 1


def _personal_until(text: str, groups: list[tuple[int, int]]) -> int:
    """How many leading groups make up the longest personal number; 0 if none do."""
    longest, digits, dashed = 0, "", ""
    for count, (begin, end) in enumerate(groups, 1):
        digits += text[begin:end]
        dashed += f"-{text[begin:end]}" if dashed else text[begin:end]
        if len(digits) > _LONGEST_NUMBER:
            break
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
