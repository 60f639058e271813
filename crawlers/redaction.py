"""Pages without the personal data in them: what a spider reads, and what is kept as evidence, is the same bytes.

A number is found where a page shows it: with markup inside it, written in character references or in the escapes of
a script; homes and reviews, where they are marked as such. Markup, links and scripts around stay whole, so that the
page can be read as before. All of it takes time in proportion to the page, whatever stands there.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response, TextResponse

from crawlers.addon import RegistryAddon
from crawlers.homes import csv_homes
from crawlers.reviews import without_reviews
from crawlers.scripts import redact_script
from crawlers.shown import redact_shown
from normalize.privacy import REDACTED, Span, personal_spans

_SCRIPT = re.compile(r"(<script\b[^>]*(?:>|\Z))(.*?)(</script|\Z)", re.I | re.S)
# A number in the path of a link that a crawl may follow is taken for the identifier of a page, unless the path says
# that it is of someone: it must lead where it led.
_LINK = re.compile(r"<a\b[^<>]{0,300}?\bhref\s{0,9}=\s{0,9}[\"']?([^\"'\s<>?#]+)|<loc>([^<?#]*)", re.I)
_OF_SOMEONE = re.compile(
    r"(?<![a-z])(?:u|users?|members?|patients?|huanzhe|people|space|qr|qrcode|tel|phone|mobile|sms|call|wx|weixin|wechat)(?![a-z])",
    re.I,
)
_CODE = re.compile(r"[\ufeff\s]{0,100}[\w$.=;/* ]{0,100}[{\[(]", re.ASCII)
_BETWEEN_COLUMNS = re.compile(r"[^,\t|]")


def redact_page(text: str, domains: Sequence[str] = ()) -> str:
    """The page with everything personal replaced; the same text where there is nothing.

    `domains`: hosts that its links may lead to, besides its own.

    >>> redact_page("<td>电话 138<b>0000</b>0000</td><td>12</td>")
    '<td>电话 [redacted]<b></b></td><td>12</td>'
    >>> redact_page('{"phone": %d, "name": "张伟"}' % (138 * 10**8))
    '{"phone": "[redacted]", "name": "张伟"}'
    """
    is_markup = text.lstrip("\ufeff \t\r\n")[:1] == "<"
    is_code = not is_markup and _CODE.match(text) is not None
    if is_markup:
        text = without_reviews(text)
        text = _SCRIPT.sub(lambda found: found[1] + redact_script(found[2]) + found[3], text)
        text = redact_shown(text)
    elif is_code:
        text = redact_script(text)
    else:
        text = redact_shown(text)
        text = _cut(text, list(csv_homes(text)))
    while spans := _spans(text, domains, is_code=is_code):
        text = _cut(text, spans)
    return text


def _spans(text: str, domains: Sequence[str], *, is_code: bool) -> list[Span]:
    """What is personal in a page's own text, but for the identifiers of pages; in code, a comma ends a number."""
    spans = personal_spans(text)
    if any("," in text[span.begin : span.end] for span in spans):
        code = [(0, len(text))] if is_code else [found.span(2) for found in _SCRIPT.finditer(text)]
        spans = [span for span in spans if not ("," in text[span.begin : span.end] and _is_within(span, code))]
    if not any(span.kind == "telephone" for span in spans):
        return spans
    paths = (found.span(found.lastindex or 0) for found in _LINK.finditer(text) if _is_followed(found, domains))
    path = next(paths, None)
    left = []
    for span in spans:
        while path and path[1] < span.end:
            path = next(paths, None)
        if span.kind != "telephone" or not path or span.begin < path[0]:
            left.append(span)
    return left


def _is_within(span: Span, places: Sequence[tuple[int, int]]) -> bool:
    n = bisect_right(places, span.begin, key=lambda place: place[0]) - 1
    return n >= 0 and span.end <= places[n][1]


def _is_followed(link: re.Match[str], domains: Sequence[str]) -> bool:
    try:
        parts = urlsplit(link[1] or link[2] or "")
    except ValueError:
        return False
    host = parts.hostname or ""
    is_here = not host or any(host == domain or host.endswith(f".{domain}") for domain in domains)
    return is_here and parts.scheme in ("", "http", "https") and not _OF_SOMEONE.search(parts.path)


def _cut(text: str, spans: Sequence[Span]) -> str:
    """The text without them; what may stand between columns stays, and with it their number."""
    parts, last = [], 0
    for begin, end, kind in spans:
        signs = "" if kind in ("home", "email") else _BETWEEN_COLUMNS.sub("", text[begin:end])
        parts += [text[last:begin], REDACTED, signs]
        last = end
    return "".join([*parts, text[last:]])


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
        clean = redact_page(response.text, self._addon.source.domains)
        if clean == response.text:
            return response
        request.meta["is_redacted"] = True
        return response.replace(body=clean.encode(response.encoding, "replace"))
