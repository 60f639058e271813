"""What stands between a spider and the network, so that no spider can forget it."""

import asyncio
import zlib
from collections.abc import Awaitable
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.dupefilters import RFPDupeFilter
from scrapy.exceptions import IgnoreRequest, ResponseDataLossError
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response, TextResponse
from scrapy.robotstxt import RobotParser
from scrapy.utils.defer import maybe_deferred_to_future
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.misc import build_from_crawler
from twisted.internet.defer import Deferred

from crawlers.addon import RegistryAddon
from crawlers.outcomes import (
    STOPPING,
    ForbiddenByRobots,
    RefusedHost,
    RobotsUnreachable,
    TurnedAway,
    barrier,
    is_login_redirect,
)
from warehouse.source import Source

_NOTHING_ALLOWED = b"User-agent: *\nDisallow: /"


class HostGuard:
    """Refuses every request to a host the source does not declare, whoever asked: a spider, a link, a redirect."""

    def __init__(self, source: Source) -> None:
        self._hosts = tuple(domain.lower() for domain in source.domains)
        # A port other than those of http and https is another service, unless the declaration begins there.
        declared = urlsplit(source.url or "")
        self._ports = {None, 80, 443, declared.port}
        # What https protects must not go on by a link without it.
        self._schemes = {"https", declared.scheme} & {"http", "https"}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "HostGuard":
        return cls(RegistryAddon.of(crawler).source)

    def process_request(self, request: Request) -> None:
        """Raise RefusedHost unless the address is https on a declared host or below it, or http if it is declared so.

        Scrapy has put names into lower case and punycode by now, so one that only looks like a host is not it.
        """
        parts = urlsplit(request.url)
        host = parts.hostname or ""
        # A name before @ is there to be mistaken for the host.
        is_plain = parts.scheme in self._schemes and "@" not in parts.netloc and parts.port in self._ports
        if not is_plain or not any(host == h or host.endswith(f".{h}") for h in self._hosts):
            raise RefusedHost(f"not a declared host: {parts.scheme}://{host}")


class NoLogin:
    """Keeps a redirect to log in from being followed: it is the answer."""

    def process_response(self, request: Request, response: Response) -> Response:
        """Return it as it is; scrapy.downloadermiddlewares.redirect leaves it to the spider then."""
        if is_login_redirect(response):
            request.meta["dont_redirect"] = True
        return response


class AskedOnce(RFPDupeFilter):
    """Drops what is asked twice in a run, but for a redirect: dropped without a word, it would have no outcome."""

    def request_seen(self, request: Request) -> bool:
        """Whether the request may be dropped."""
        return "redirect_times" not in request.meta and super().request_seen(request)


class SafeRobots(RobotsTxtMiddleware):
    """Scrapy's, as RFC 9309 has it, with the pace that robots.txt asks for.

    There, requests waiting together share one Deferred: the first two see the rules, the others see None, which
    allows everything (scrapy/scrapy PR 6802); a site whose robots.txt cannot be read is asked for everything, and
    Crawl-delay is not looked at. A redirect off the host, or to log in, shows no rules either.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        # Hosts whose rules nobody could show, and why: they forbid nothing, but nothing may be asked.
        self._unshown: dict[str, IgnoreRequest] = {}

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """Return the host's rules, waiting for them if they are on their way."""
        parser = self._parsers.get(urlparse_cached(request).netloc)
        if isinstance(parser, Deferred):
            mine: Deferred[RobotParser | None] = Deferred()

            def share(rules: RobotParser | None) -> RobotParser | None:
                mine.callback(rules)
                return rules  # for the next who waits

            parser.addCallback(share)
            return await maybe_deferred_to_future(mine)
        return await super().robot_parser(request)

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        """Take missing rules for none, and rules that the server does not show for the strictest."""
        why = _why_not_shown(response)
        if why:
            response = response.replace(body=_NOTHING_ALLOWED)
            self._unshown[netloc] = why
        elif response.status != 200:
            response = response.replace(body=b"")
        await super()._parse_robots(response, netloc, request)
        rules = self._parsers[netloc]
        agent = self._robotstxt_useragent or self._default_useragent
        delay = rules.crawl_delay(agent) if isinstance(rules, RobotParser) else None
        if delay:
            slow_down(self.crawler, urlparse_cached(request).hostname or "", delay)

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Name why robots.txt keeps a request from being sent: Scrapy ignores requests for other reasons, too.

        Raise ForbiddenByRobots for what it forbids; not shown, RobotsUnreachable, TurnedAway or RefusedHost.
        """
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest as refusal:
            why = self._unshown.get(urlparse_cached(request).netloc)
            raise (type(why)(str(why)) if why else ForbiddenByRobots(str(refusal))) from None

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        """A host that cannot be reached, or may not be, is asked nothing."""
        rules = build_from_crawler(self._parserimpl, self.crawler, _NOTHING_ALLOWED)
        self._unshown[netloc] = exc if isinstance(exc, RefusedHost) else RobotsUnreachable(str(exc))
        waiting, self._parsers[netloc] = self._parsers[netloc], rules
        assert isinstance(waiting, Deferred)
        waiting.callback(rules)


def _why_not_shown(response: Response) -> IgnoreRequest | None:
    """Why an answer to robots.txt is none; None for rules, and where a site says that it has none (4xx)."""
    if response.status == 200:
        return None
    found = barrier(response) or ("challenge" if response.status in (412, 512, 521) else None)
    if found in STOPPING:
        return TurnedAway(found)
    is_missing = 400 <= response.status < 500 and response.status != 429
    return None if is_missing else RobotsUnreachable(f"status {response.status}")


def slow_down(crawler: Crawler, host: str, delay: float) -> None:
    """Leave at least `delay` seconds between two requests to a host from now on, whatever AutoThrottle measures."""
    assert crawler.engine is not None
    downloader = crawler.engine.downloader
    # A slot that was idle for a minute is made anew.
    downloader.per_slot_settings[host] = {"delay": max(delay, downloader._delay), "concurrency": 1}
    slot = downloader.slots.get(host)
    if slot:
        slot.delay, slot.concurrency = max(delay, slot.delay), 1
    throttle = crawler.get_extension(AutoThrottle)
    if throttle:
        throttle.mindelay = max(delay, throttle.mindelay)
        throttle.maxdelay = max(delay, throttle.maxdelay)


class Patience(RetryMiddleware):
    """Scrapy's, that waits as long as the site asks for; if that is long, or the answer is a barrier, it gives up."""

    def process_response(  # type: ignore[override]
        self, request: Request, response: Response
    ) -> Request | Response | Awaitable[Request | Response]:
        """Return the request to be sent again, or the response."""
        is_failure = response.status in self.retry_http_codes
        wait = retry_after(response) if is_failure else 0.0
        if is_failure and barrier(response) in STOPPING:
            return response
        if wait > self.crawler.settings.getfloat("RETRY_AFTER_MAX"):
            return response
        again = super().process_response(request, response)
        return self._after(wait, again) if wait and again is not response else again

    async def _after(self, wait: float, again: Request | Response) -> Request | Response:
        assert self.crawler.engine is not None
        slot = self.crawler.engine.downloader.slots.get(urlparse_cached(again).hostname or "")
        if slot:
            slot.lastseen = monotonic() + wait  # the others wait too
        await asyncio.sleep(wait)
        return again


def retry_after(response: Response) -> float:
    """Seconds that a site asks to be left alone for; 0 if it does not say.

    >>> retry_after(Response("https://site.example/", headers={"Retry-After": "120"}))
    120.0
    >>> retry_after(Response("https://site.example/", headers={"Retry-After": "soon"}))
    0.0
    """
    text = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if text.isdecimal():
        return float(text)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    return max(0.0, (until - datetime.now(UTC)).total_seconds())


class WholeBodies(HttpCompressionMiddleware):
    """Scrapy's, within the same bounds, but what is torn off in the middle is not passed on as if it were whole.

    br and zstd are not asked for (`crawlers.settings`), so what comes in them is not looked at.
    """

    @staticmethod
    def _decode(body: bytes, encoding: bytes, max_size: int) -> bytes:
        decoded = HttpCompressionMiddleware._decode(body, encoding, max_size)
        if body and not _is_whole(body, encoding):
            raise ResponseDataLossError(f"a {encoding.decode()} body that does not come to its end")
        return decoded


def _is_whole(body: bytes, encoding: bytes) -> bool:
    """Whether a compressed body comes to its end; called for one whose unpacked size is within bounds."""
    for bits in {b"gzip": [31], b"x-gzip": [31], b"deflate": [15, -15]}.get(encoding, []):
        unpacker = zlib.decompressobj(bits)
        with suppress(zlib.error):
            unpacker.decompress(body)
        if unpacker.eof:
            return True
    return False


# First bytes of PDF, ZIP (XLSX) and OLE (XLS). A PDF may be all ASCII, and pass for text.
_FILES = (b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


class TrueCharset:
    """Reads text as what its bytes are, whatever the header claims, and files as files.

    Strict UTF-8 almost never accepts GBK bytes, and GB18030 holds GBK and GB2312. Big5 passes as GB18030 too, so a
    traditional site pins `Source.encoding`.
    """

    def __init__(self, source: Source) -> None:
        self._encodings = (source.encoding,) if source.encoding else ("utf-8", "gb18030")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "TrueCharset":
        return cls(RegistryAddon.of(crawler).source)

    def process_response(self, request: Request, response: Response) -> Response:
        """Return the response under the first encoding its bytes are valid in; a file, as a response without text."""
        if isinstance(response, TextResponse) and response.body.startswith(_FILES):
            return Response(**{name: getattr(response, name) for name in Response.attributes})
        if not isinstance(response, TextResponse) or response.body.isascii():
            return response
        for encoding in self._encodings:
            try:
                response.body.decode(encoding)
            except UnicodeDecodeError:
                continue
            return response if response.encoding == encoding else response.replace(encoding=encoding)
        return response


class Conditional:
    """Asks for a page that was read before only if it has changed, and says 304 where the bytes have not.

    A site that knows no validators is answered for by the digest of its body.
    """

    def __init__(self, addon: RegistryAddon) -> None:
        self._addon = addon

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Conditional":
        return cls(RegistryAddon.of(crawler))

    def process_request(self, request: Request) -> None:
        """Send the validators of the page's last reading."""
        known = self._addon.previous.find(request.url) if request.meta.get("is_renewable") else None
        if known and known.is_renewable:
            if known.etag:
                request.headers["If-None-Match"] = known.etag
            if known.last_modified:
                request.headers["If-Modified-Since"] = known.last_modified

    def process_response(self, request: Request, response: Response) -> Response:
        """Turn a body that is the same as last time into a 304."""
        if response.status != 200 or not request.meta.get("is_renewable"):
            return response
        known = self._addon.previous.find(request.url)
        if known and known.is_renewable and known.body_digest == self._addon.digest(response.body):
            return response.replace(status=304)
        return response
