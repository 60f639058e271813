"""What a page shows, whatever markup, comments and references stand inside it, and the page without parts of that."""

import html
import re
from bisect import bisect_right

from crawlers.homes import ROW, TABLE, shown_homes
from normalize.privacy import CELL, REDACTED, Span, personal_spans, without

# Elements that end what stands before them; a number goes on across any other (138<b>0000</b>0000).
_BREAKS = (
    "td|th|tr|table|thead|tbody|li|ul|ol|dl|dt|dd|option|select|h[1-6]|div|p|section|article|header|footer|nav|form|a|"
    "button|textarea|script|style|title|head|body|html|meta|link|input|img"
)
# What is not closed goes on to the end, as in a browser.
_MARK = re.compile(
    rf"<!--(?:.*?-->|.*)|<(?P<close>/?)(?P<break>{_BREAKS})\b[^>]*(?:>|\Z)|<[/!a-zA-Z][^>]*(?:>|\Z)|&#?\w{{1,10}};",
    re.I | re.S,
)
_SIGNS = {"td": CELL, "th": CELL, "tr": ROW, "table": TABLE}
# Where a number goes on behind markup or in the next cell, or is written in references.
_INTERRUPTED = re.compile(
    rf"[\d@０-９]\s{{0,2}}(?:<(?!/?(?:{_BREAKS})\b)[^<>]{{0,300}}>|&#?\w{{1,10}};)[\s(（-]{{0,3}}[\d@<&０-９]"
    r"|[>;]@|@[<&]|&#(?:4[89]|5[0-7]|64|x3\d|x40);|(?:&#\w{1,8};){3}"
    r"|\d{3}\s{0,60}(?:</t[dh]>\s{0,60})?<t[dh]\b[^<>]{0,300}>\s{0,60}\d{3}",
    re.I,
)
_HOME = ("住址", "地址", "所在地", "居住地")


def redact_shown(page: str) -> str:
    """A page that shows nothing personal, not even under a heading of home addresses or beside one.

    >>> redact_shown("<td>电话 138<b>0000</b>0000</td><tr><td>家庭地址<td>文三路9号")
    '<td>电话 [redacted]<b></b></td><tr><td>家庭地址<td>[redacted]'
    """
    has_homes = "<" in page and any(word in page for word in _HOME)
    if not has_homes and not _INTERRUPTED.search(page):
        return page
    shown: list[str] = []
    # Where each piece of the text shown begins there, and where it stands in the page.
    begins: list[int] = []
    places: list[tuple[int, int]] = []
    length = last = 0

    def show(text: str, begin: int, end: int) -> None:
        nonlocal length
        if text:
            shown.append(text)
            begins.append(length)
            places.append((begin, end))
            length += len(text)

    for mark in _MARK.finditer(page):
        show(page[last : mark.start()], last, mark.start())
        last = mark.end()
        if mark["break"]:
            tag = mark["break"].lower()
            show("\n" if mark["close"] and tag != "table" else _SIGNS.get(tag, "\n"), mark.start(), mark.start())
        elif mark[0][0] == "&":
            show(html.unescape(mark[0]), mark.start(), mark.end())
    show(page[last:], last, len(page))

    text = "".join(shown)
    homes = _apart(sorted(shown_homes(text, begins))) if has_homes else []
    spans = sorted([*homes, *personal_spans(without(text, homes))])
    parts, last = [], 0
    for begin, end, _ in spans:
        mark_of_it = REDACTED
        for n in range(bisect_right(begins, begin) - 1, bisect_right(begins, end - 1)):
            left, right = places[n]
            if right - left == len(shown[n]):
                left, right = left + max(begin - begins[n], 0), min(right, left + end - begins[n])
            # The first piece of each is replaced, the others are removed; the markup between them stays.
            parts += [page[last : max(left, last)], mark_of_it if right > left else ""]
            mark_of_it, last = "" if right > left else mark_of_it, max(right, last)
    return "".join([*parts, page[last:]])


def _apart(spans: list[Span]) -> list[Span]:
    """Those that do not begin inside of the one before."""
    left: list[Span] = []
    for span in spans:
        if not left or span.begin >= left[-1].end:
            left.append(span)
    return left
