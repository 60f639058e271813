"""What spreadsheets, exports and clerks put beside numbers, taken off where nothing is lost."""

import re

_QUOTES = "'`\"‘’“”"
_FLOAT = re.compile(r"([0-9])(?:\.([0-9]+))?E\+?([0-9]{1,2})")
# Said of the document beside its number: (已注销), (正本).
_REMARK = re.compile(r"(?<=[0-9A-Z]{8})\([\u4e00-\u9fff]+\)$")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3}){2,}")


def mend_number(number: str) -> str:
    """A compact number in capitals without the marks of spreadsheets: quotes, ="...", `.0`, thousands, an exponent.

    Raises ValueError where an exponent stands for digits that are lost.

    >>> mend_number('="110330106990001"'), mend_number("110330106990001.0"), mend_number("110,330,106,990,001")
    ('110330106990001', '110330106990001', '110330106990001')
    >>> mend_number("1.10330106990001E+14"), mend_number("A1B2C3D48")
    ('110330106990001', 'A1B2C3D48')
    >>> mend_number("1.10E+14")
    Traceback (most recent call last):
    ValueError: a spreadsheet rounded the number
    """
    number = number.removeprefix("=").strip(_QUOTES).rstrip(",;。、").strip(_QUOTES)
    number = re.sub(r"(?<=[0-9])\.0+$", "", number)
    if _THOUSANDS.fullmatch(number):
        return number.replace(",", "")
    if written := _FLOAT.fullmatch(number):
        first, decimals, exponent = written.groups("")
        if len(decimals) != int(exponent):
            raise ValueError("a spreadsheet rounded the number")
        return first + decimals
    return number


def without_remark(number: str) -> str:
    """A compact number in capitals without a bracket of words after it.

    >>> without_remark("110330106990001(已注销)"), without_remark("A1B2C3D48(X)")
    ('110330106990001', 'A1B2C3D48(X)')
    """
    return _REMARK.sub("", number)
