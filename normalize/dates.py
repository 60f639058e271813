"""Days, in every form Chinese sources write them."""

import re
from datetime import UTC, date, datetime, timedelta

from normalize.text import compact, says_nothing, tidy
from warehouse.days import day_of

_EXCEL_EPOCH = date(1899, 12, 30)
_FIRST_YEAR, _LAST_YEAR = 1949, 2100
# What a program writes where it has no day.
_ZEROS = frozenset({date(1970, 1, 1)})
_OPEN_ENDED = frozenset({"长期", "长期有效", "永久", "永久有效", "至今", "无固定期限", "无期限"})
_ENDLESS = ("2999", "9999")

_ISO_WITH_OFFSET = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?\s?(?:Z|[+-]\d\d:?\d\d)")
# Milliseconds since 1970, as interfaces give them; ASP.NET writes them as /Date(...)/.
_MILLISECONDS = re.compile(r"(?:/Date\()?(\d{12,13})(?:(?<=\d{13})|(?:[+-]\d{4})?\)/)")
_LABEL = re.compile(r"^(?:发布|更新|审批|审核|发证|注册|登记|生效|有效)?(?:时间|日期)[::]")
_TIME = re.compile(
    r"(?:\(?(?:星期|周).\)?|[T ]?(?:上午|下午)?\s?\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?:\s?[AP]M)?"
    r"|\d{1,2}时(?:\d\d?分)?(?:\d\d?秒)?)$"
)
# Also as bookkeepers write them (贰), joined (廿), and with the letter O for 〇.
_HAN_DIGITS = str.maketrans("〇零○Oo一二三四五六七八九壹贰叁肆伍陆柒捌玖拾", "00000123456789123456789十")
_HAN_NUMBER = re.compile(r"[〇零○Oo\d一二三四五六七八九十百廿卅壹贰叁肆伍陆柒捌玖拾]+(?=[年月日号])")
_DASHES = re.compile(r"(?<=\d)[—–―‐−、,。\\_](?=\d)")
_DAY = re.compile(r"(\d{4})(?:年|[/.\-])(\d{1,2})(?:月|[/.\-])(\d{1,2})日?")
# Nearly all dates, known at a glance.
_ORDINARY = re.compile(
    r"((?:19|20)[0-9]{2})(?:(?:年|[/.\-])([0-9]{1,2})(?:月|[/.\-])([0-9]{1,2})日?|([0-9]{2})([0-9]{2}))"
)
_MONTH = re.compile(r"\d{4}(?:年\d{1,2}月|年|[/.\-]\d{1,2})?")
_REPUBLIC = re.compile(r"^(?:中[华華])?民[国國](\d{1,3}|元)(?:年|[/.\-])")
# 自2019年4月19日起, 至2019年4月19日止: the day is the same, what it begins or ends is for its field to say.
_AROUND = re.compile(r"^自?(.*?日)起$|^至?(.*?日)止$")


def clean_date(text: str) -> date | None:
    """The day a text names; None too where it says that something has no end (长期).

    A time with an offset is the day it was in China. Raises ValueError for a day that does not exist, a date
    without its day, a two-digit year, an order of parts that cannot be known, and the day that a program writes
    where it has none (1970-01-01): none of them is guessed.

    >>> clean_date("2019/4/19") == clean_date("20190419") == clean_date("二〇一九年四月十九日") == clean_date("43574")
    True
    >>> clean_date("民国113年3月5日"), clean_date("2019-04-18T16:00:00Z"), clean_date("长期")
    (datetime.date(2024, 3, 5), datetime.date(2019, 4, 19), None)
    >>> clean_date("2019年4月")
    Traceback (most recent call last):
    ValueError: a date without its day
    """
    if ordinary := _ORDINARY.fullmatch(text):
        return _within(_named(*filter(None, ordinary.groups())))
    spaced = tidy(text)
    if says_nothing(spaced) or spaced in _OPEN_ENDED:
        return None
    if _ISO_WITH_OFFSET.fullmatch(spaced):
        return _within(day_of(datetime.fromisoformat(spaced.replace(" ", "T", 1).replace(" ", ""))))
    if found := _MILLISECONDS.fullmatch(spaced):
        return _within(day_of(datetime.fromtimestamp(int(found[1]) / 1000, UTC)))
    day = _plain(_without_time(_LABEL.sub("", spaced)))
    if re.fullmatch(r"\d{5}(?:\.\d+)?", day):
        return _within(_EXCEL_EPOCH + timedelta(days=int(day[:5])))
    if re.fullmatch(r"\d{8}(?:\d{6})?(?:\.0+)?", day):
        day = f"{day[:4]}-{day[4:6]}-{day[6:8]}"
    if found := _DAY.fullmatch(day):
        if found[1] in _ENDLESS or set(day) <= set("0-/."):
            return None
        return _within(_named(*found.groups()))
    if _MONTH.fullmatch(day):
        raise ValueError("a date without its day")
    raise ValueError("not a date in any known form")


def _plain(day: str) -> str:
    """The day in Arabic digits, a year of the Republic as ours, dashes of any kind as one."""
    day = _HAN_NUMBER.sub(_arabic, day).replace("号", "日")
    day = _REPUBLIC.sub(lambda year: f"{1911 + (1 if year[1] == '元' else int(year[1]))}年", day)
    if around := _AROUND.fullmatch(day):
        day = around[1] or around[2]
    return _DASHES.sub("-", day).rstrip(";,.。、")


def _named(year: str, month: str, day: str) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise ValueError("no such day") from None


def _without_time(text: str) -> str:
    while True:
        day = compact(_TIME.sub("", text).rstrip("T "))
        if day == text:
            return day
        text = day


def _arabic(digits: re.Match[str]) -> str:
    """Years are read digit by digit, months and days as numbers; what is neither stays."""
    plain = digits[0].replace("廿", "二十").replace("卅", "三十").translate(_HAN_DIGITS)
    hundreds, hundred, below = plain.rpartition("百")
    below = below.lstrip("0") if hundred else below
    if tens := re.fullmatch(r"(\d?)十(\d?)", below):
        below = f"{tens[1] or 1}{tens[2] or 0}"
    if not hundred:
        return below
    return f"{hundreds or 1}{below:0>2}" if below.isdigit() or not below else digits[0]


def _within(day: date) -> date:
    if day in _ZEROS:
        raise ValueError("what a program writes for no day")
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise ValueError("a year that no registration has")
    return day
