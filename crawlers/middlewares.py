"""What stands between a spider and the network, so that no spider can forget it."""

from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.http import Response, TextResponse
from scrapy.robotstxt import RobotParser
from scrapy.utils.defer import maybe_deferred_to_future
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.defer import Deferred

from crawlers.addon import RegistryAddon
from crawlers.outcomes import RefusedHost, is_login_redirect
from warehouse.source import Source


class HostGuard:
    """Refuses every request to a host the source does not declare, whoever asked: a spider, a link, a redirect."""

    def __init__(self, source: Source) -> None:
        self._hosts = tuple(domain.lower() for domain in source.domains)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "HostGuard":
        return cls(RegistryAddon.of(crawler).source)

    def process_request(self, request: Request) -> None:
        """Raise RefusedHost unless the address is plain http(s) on a declared host or below it."""
        parts = urlsplit(request.url)
        host = (parts.hostname or "").rstrip(".")
        # A name before @ is there to be mistaken for the host.
        is_plain = parts.scheme in ("http", "https") and "@" not in parts.netloc
        if not is_plain or not any(host == h or host.endswith(f".{h}") for h in self._hosts):
            raise RefusedHost(f"not a declared host: {host}")


class NoLogin:
    """Keeps a redirect to log in from being followed: it is the answer."""

    def process_response(self, request: Request, response: Response) -> Response:
        """Return it as it is; scrapy.downloadermiddlewares.redirect leaves it to the spider then."""
        if is_login_redirect(response):
            request.meta["dont_redirect"] = True
        return response


class SafeRobots(RobotsTxtMiddleware):
    """Scrapy's, with every request that waits for robots.txt given the answer (scrapy/scrapy PR 6802).

    There, requests waiting together share one Deferred: the first two see the rules, the others see None, which
    allows everything.
    """

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
