"""Days, in every form Chinese sources write them."""

import re
from datetime import date, datetime, timedelta

from normalize.text import compact, says_nothing, tidy
from warehouse.days import day_of

_EXCEL_EPOCH = date(1899, 12, 30)
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_OPEN_ENDED = frozenset(
    {"长期", "长期有效", "永久", "永久有效", "至今", "9999-12-31", "9999/12/31", "99991231", "9999年12月31日"}
)

_ISO_WITH_OFFSET = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?\s?(?:Z|[+-]\d\d:?\d\d)")
_TIME = re.compile(r"(?:星期.|周.|[T ]?\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?|\d{1,2}时(?:\d\d?分)?(?:\d\d?秒)?)$")
_HAN_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_DAY = re.compile(r"(\d{4})(?:年|[/.\-])(\d{1,2})(?:月|[/.\-])(\d{1,2})日?")
_MONTH = re.compile(r"\d{4}(?:年\d{1,2}月|年|[/.\-]\d{1,2})?")
_REPUBLIC = re.compile(r"(?:民国)(\d{1,3}|元)年")


def clean_date(text: str) -> date | None:
    """The day a text names; None too where it says that something has no end (长期).

    A time with an offset is the day it was in China. Raises ValueError for a day that does not exist, a date
    without its day, a two-digit year, and an order of parts that cannot be known: none of them is guessed.

    >>> clean_date("2019/4/19") == clean_date("20190419") == clean_date("二〇一九年四月十九日") == clean_date("43574")
    True
    >>> clean_date("民国113年3月5日"), clean_date("2019-04-18T16:00:00Z"), clean_date("长期")
    (datetime.date(2024, 3, 5), datetime.date(2019, 4, 19), None)
    >>> clean_date("2019年4月")
    Traceback (most recent call last):
    ValueError: a date without its day
    """
    spaced = tidy(text)
    if says_nothing(spaced) or spaced in _OPEN_ENDED:
        return None
    if _ISO_WITH_OFFSET.fullmatch(spaced):
        return _within(day_of(datetime.fromisoformat(spaced.replace(" ", "T", 1).replace(" ", ""))))
    day = _without_time(spaced)
    day = re.sub(r"[〇零○一二三四五六七八九十]+(?=[年月日号])", _arabic, day).replace("号", "日")
    day = _REPUBLIC.sub(lambda year: f"{1911 + (1 if year[1] == '元' else int(year[1]))}年", day)
    if re.fullmatch(r"\d{5}(?:\.\d+)?", day):
        return _within(_EXCEL_EPOCH + timedelta(days=int(day[:5])))
    if re.fullmatch(r"\d{8}(?:\d{6})?(?:\.0+)?", day):
        day = f"{day[:4]}-{day[4:6]}-{day[6:8]}"
    if found := _DAY.fullmatch(day):
        try:
            named = date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            raise ValueError("no such day") from None
        return _within(named)
    if _MONTH.fullmatch(day):
        raise ValueError("a date without its day")
    raise ValueError("not a date in any known form")


def _without_time(text: str) -> str:
    while True:
        day = compact(_TIME.sub("", text).rstrip("T "))
        if day == text:
            return day
        text = day


def _arabic(digits: re.Match[str]) -> str:
    """Years are read digit by digit, months and days as numbers; what is neither stays."""
    plain = digits[0]
    if tens := re.fullmatch(r"(\d?)十(\d?)", plain.translate(_HAN_DIGITS)):
        return f"{tens[1] or 1}{tens[2] or 0}"
    return plain.translate(_HAN_DIGITS)


def _within(day: date) -> date:
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise ValueError("a year that no registration has")
    return day
