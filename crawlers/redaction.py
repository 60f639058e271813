"""Pages without the personal data in them: what a spider reads, and what is kept as evidence, is the same bytes.

A number is found where a page shows it: with markup inside it, written in character references or in the escapes of
a script. Markup, links and scripts around it stay whole, so that the page can be read as before.
"""

import html
import json
import re
from bisect import bisect_right
from collections.abc import Iterable

from parsel import Selector
from scrapy import Request
from scrapy.http import Response, TextResponse

from crawlers.addon import RegistryAddon
from crawlers.columns import table_lines
from normalize.privacy import REDACTED, Span, personal_spans, redact
from normalize.text import compact

# Elements that end what stands before them; a number goes on across any other (138<b>0000</b>0000).
_BREAKS = (
    "td|th|tr|table|thead|tbody|li|ul|ol|dl|dt|dd|option|select|h[1-6]|div|p|section|article|header|footer|nav|form|a|"
    "button|textarea|script|style|title|head|body|html|meta|link|input|img"
)
_MARK = re.compile(rf"</?(?P<break>{_BREAKS})\b[^>]*>|<!--.*?-->|<[/!a-zA-Z][^>]*>|&#?\w{{1,10}};", re.I | re.S)
# Where a number goes on behind markup, or is written in references.
_INTERRUPTED = re.compile(
    rf"[\d@０-９]\s{{0,2}}(?:<(?!/?(?:{_BREAKS})\b)[^>]*>|&#?\w{{1,10}};)[\s(（-]{{0,3}}[\d@<&０-９]"
    r"|[>;]@|@[<&]|&#(?:4[89]|5[0-7]|64|6529[6-9]|6530[0-5]|x3\d|x40|xff1\d);",
    re.I,
)

_SCRIPT = re.compile(r"(<script\b[^>]*>)(.*?)(</script)", re.I | re.S)
# Of a script, what can hold a value: its string literals, and numbers as long as a telephone's.
_LITERAL = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|(?<![\w.])\d{10,27}(?![\w.])')
# A telephone number in the path of a link is taken for the identifier of a page: the link must lead somewhere.
_LINK = re.compile(r"(?:href|src|action)\s*=\s*[\"']?(?!tel:|sms:|mailto:)[^\"'\s>?#]+|<loc>[^<?#]*", re.I)

_HOME_COLUMN = re.compile(r"(?:家庭|户籍|户口|居住|现住|常住|通讯|通信|联系).{0,2}(?:地址|住址|所在地)|住址|居住地")
_LIKE_HOME = re.compile(r"\d|[路街道巷弄村镇乡号幢栋]")
_HOME_KEY = re.compile(
    r'"\w*addr(?:ess)?\w*"\s*:\s*("(?:[^"\\\n]|\\.)+")|"[^"\n]*住址[^"\n]*"\s*:\s*("(?:[^"\\\n]|\\.)+")', re.I
)


def redact_page(text: str) -> str:
    """The page with everything personal replaced; the same text where there is nothing.

    >>> redact_page("<td>电话 138<b>0000</b>0000</td><td>12</td>")
    '<td>电话 [redacted]<b></b></td><td>12</td>'
    >>> redact_page('{"phone": %d, "name": "张伟"}' % (138 * 10**8))
    '{"phone": "[redacted]", "name": "张伟"}'
    """
    is_markup = text.lstrip()[:1] == "<"
    if not is_markup:
        text = _redact_script(text)
    elif "<script" in text or "<SCRIPT" in text:
        text = _SCRIPT.sub(lambda found: found[1] + _redact_script(found[2]) + found[3], text)
    has_homes = is_markup and _HOME_COLUMN.search(text) is not None
    if has_homes:
        text = _redact_homes(text)
    if has_homes or _INTERRUPTED.search(text):
        text = _redact_shown(text)
    while spans := [span for span in personal_spans(text) if not _is_page_id(text, span)]:
        text = _cut(text, ((begin, end) for begin, end, _ in spans))
    return text


def _is_page_id(text: str, span: Span) -> bool:
    if span.kind != "telephone":
        return False
    begin = max(text.rfind("<", 0, span.begin), 0)
    return any(m.start() <= span.begin - begin and span.end - begin <= m.end()
               for m in _LINK.finditer(text[begin : span.end]))  # fmt: skip


def _redact_script(script: str) -> str:
    """A script, or JSON, whose literals say nothing personal; a number that was one becomes a text."""
    script = _HOME_KEY.sub(lambda found: found[0].replace(found[1] or found[2], f'"{REDACTED}"'), script)
    if "\\u" not in script and not personal_spans(script):
        return script  # nothing in it, as most are, and nothing hidden
    return _LITERAL.sub(lambda found: _redact_literal(found[0]), script)


def _redact_literal(literal: str) -> str:
    if len(literal) < 8:
        return literal
    if literal[0] not in "\"'":
        return f'"{REDACTED}"' if personal_spans(literal) else literal
    inner = literal[1:-1]
    if "\\" in inner:
        quoted = inner if literal[0] == '"' else inner.replace("\\'", "'").replace('"', '\\"')
        try:
            inner = json.loads(f'"{quoted}"', strict=False)
        except ValueError:
            return literal  # an escape of a script that JSON has not; what is plain in it goes with the page
    # A literal may be a fragment of a page.
    clean = _redact_shown(inner) if _INTERRUPTED.search(inner) else redact(inner)
    clean = redact(clean)
    # What was escaped stays so: the page's encoding may not have the characters.
    return literal if clean == inner else json.dumps(clean, ensure_ascii="\\" in literal).replace("</", "<\\/")


def _redact_homes(page: str) -> str:
    """A page that says nothing under a heading of home addresses, or beside one."""
    root = Selector(page).root
    values: set[str] = set()
    for table in root.iter("table"):
        headings, *lines = list(table_lines([Selector(root=table)])) or [[]]
        columns = [n for n, heading in enumerate(headings) if _is_home(heading)]
        values |= {cells[n] for cells in lines for n in columns if n < len(cells)}
    for label in root.iter("dt", "th", "td", "div", "span", "label", "b", "strong"):
        value = label.getnext()
        # Beside a heading of a table stands the next heading.
        if value is not None and value.tag != "th" and _is_home("".join(label.itertext())):
            values.add("".join(value.itertext()).strip())
    for value in sorted(values, key=len, reverse=True):
        if _LIKE_HOME.search(value):
            page = page.replace(value, REDACTED)
    return page


def _is_home(heading: str) -> bool:
    return _HOME_COLUMN.fullmatch(compact(heading).rstrip("：:")) is not None


def _redact_shown(page: str) -> str:
    """A page of which nothing personal is shown, whatever markup and references stand inside it."""
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
            show("\n", mark.start(), mark.start())
        elif mark[0][0] == "&":
            show(html.unescape(mark[0]), mark.start(), mark.end())
    show(page[last:], last, len(page))

    cuts: list[list[tuple[int, int]]] = []
    for begin, end, _ in personal_spans("".join(shown)):
        cut = []
        for n in range(bisect_right(begins, begin) - 1, bisect_right(begins, end - 1)):
            at, (left, right) = begins[n], places[n]
            if right - left == len(shown[n]):
                left, right = left + max(begin - at, 0), min(right, left + end - at)
            cut.append((left, right))
        cuts.append(cut)
    # The first piece of each is replaced, the others are removed; the markup between them stays.
    for cut in reversed(cuts):
        for n, (left, right) in reversed(list(enumerate(cut))):
            page = page[:left] + ("" if n else REDACTED) + page[right:]
    return page


def _cut(text: str, spans: Iterable[tuple[int, int]]) -> str:
    for begin, end in reversed(list(spans)):
        text = text[:begin] + REDACTED + text[end:]
    return text


class Redaction:
    """Takes personal data out of every answer before a spider sees it; the digest is that of what came.

    In `request.meta`: `body_digest`, and `is_redacted` if anything was taken out.
    """

    def __init__(self, addon: RegistryAddon) -> None:
        self._addon = addon

    @classmethod
    def from_crawler(cls, crawler: object) -> "Redaction":
        return cls(RegistryAddon.of(crawler))  # type: ignore[arg-type]

    def process_response(self, request: Request, response: Response) -> Response:
        """Return the response as it may be read; one that an earlier reading left is clean already."""
        if "held" in response.flags:
            return response
        request.meta["body_digest"] = self._addon.digest(response.body)
        request.meta["is_redacted"] = False
        if not isinstance(response, TextResponse):
            return response
        clean = redact_page(response.text)
        if clean == response.text:
            return response
        request.meta["is_redacted"] = True
        return response.replace(body=clean.encode(response.encoding, "replace"))
