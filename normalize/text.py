"""Text as sources publish it: width, blanks, invisible characters, and the marks that say nothing."""

import csv
import html
import re
import unicodedata
from collections.abc import Iterator
from importlib.resources import files

# Format and control characters, variation selectors and Hangul fillers: no reader sees them, every match does.
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000e-\u001b\u007f-\u0084\u0086-\u009f\u00ad\u034f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]"
)
_BLANKS = re.compile(r"\s+")
# A name that stands for a character, as pages without the character's font write it.
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")

_NOTHING = re.compile(
    r"[-—―–/\\.。…*]*|无|暂无|暂无数据|暂无信息|无数据|空|未知|不详|未填|未填写|未公布|未公开|null|none|nil|nan|n/a|nat|undefined",
    re.IGNORECASE,
)


def tidy(text: str) -> str:
    r"""Fold width and entities, drop what cannot be seen, leave single blanks between words.

    The result is a fixed point: HTML that was escaped twice, or an entity written in full-width characters, is
    decoded to the end.

    >>> tidy(" ＺＨＡＮＧ　 Wei\u200b ")
    'ZHANG Wei'
    >>> tidy("王&amp;#33721;")
    '王莹'
    """
    while True:
        folded = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
        folded = _ENTITY.sub(lambda found: html.unescape(found[0]), folded)
        folded = _BLANKS.sub(" ", folded).strip()
        if folded == text:
            return folded
        text = folded


def compact(text: str) -> str:
    r"""`tidy` without any blank.

    Blanks go before the last NFKC, since a combining mark that stood after a blank now meets a letter.

    >>> compact("王　芳\t")
    '王芳'
    """
    while True:
        folded = tidy(text).replace(" ", "")
        if folded == text:
            return folded
        text = folded


def says_nothing(text: str) -> bool:
    """Whether folded text is one of the ways to leave a field empty.

    >>> says_nothing("暂无"), says_nothing("NULL"), says_nothing("无锡")
    (True, True, False)
    """
    return _NOTHING.fullmatch(text) is not None


def clean_text(text: str) -> str | None:
    """Free text, tidied; None where it says nothing.

    >>> clean_text(" 浙江省卫生健康委员会 ")
    '浙江省卫生健康委员会'
    >>> clean_text("/") is None
    True
    """
    text = tidy(text)
    return None if says_nothing(text) else text


def read_codes(name: str) -> Iterator[dict[str, str]]:
    """The rows of codes/NAME.csv."""
    text = (files("normalize") / "codes" / f"{name}.csv").read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())
