"""The one way out: below all middlewares, so that nothing can be sent past it."""

import asyncio
import re
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadConnectionRefusedError, DownloadFailedError
from scrapy.http import Response
from scrapy.utils.misc import build_from_crawler, load_object

from crawlers.outcomes import RefusedHost, Stopped

# What OpenSSL, and with a reactor service_identity, say of a certificate that is not believed.
_UNPROVED = re.compile(r"certificate verify failed|CERTIFICATE_VERIFY_FAILED|VerificationError|DNSMismatch")

# What is given out of IPv6 (RFC 4291), and where a network that has no IPv4 of its own shows it (RFC 6052). All else,
# as IPv4 in its older clothes (::127.0.0.1), leads nowhere or home.
_UNICAST, _NAT64 = ip_network("2000::/3"), ip_network("64:ff9b::/96")


class Route(BaseDownloadHandler):
    """Carries every request, robots.txt included: to its host on the public internet, or to a simulated world.

    A run that was turned away, or has used up its pages, sends nothing more, not even what waits for its turn. A host
    whose name leads to an address of this machine or its network is not asked. With the setting SIMULATOR all traffic
    goes there, with its own Host header; spiders, filters and evidence see real addresses only.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._crawler = crawler
        self._simulator = (crawler.settings["SIMULATOR"] or "").rstrip("/")
        self._budget, self._sent = crawler.settings.getint("CLOSESPIDER_PAGECOUNT"), 0
        self._public: dict[str, bool] = {}
        # With or without a reactor, Scrapy's own handler of http.
        handler = load_object(crawler.settings["DOWNLOAD_HANDLERS_BASE"]["http"])
        self._http: BaseDownloadHandler = build_from_crawler(handler, crawler)

    async def download_request(self, request: Request) -> Response:
        """Return the answer; raise Stopped after a barrier, RefusedHost for an address that is not public."""
        if getattr(self._crawler.spider, "is_stopped", False) or 0 < self._budget <= self._sent:
            raise Stopped
        self._sent += 1
        if self._simulator:
            return await self._simulated(request)
        # A proxy that a person has set knows the names for us.
        if "proxy" not in request.meta:
            await self._refuse_private(urlsplit(request.url).hostname or "")
        response = await self._ask(request)
        if "proxy" not in request.meta and response.ip_address and not response.ip_address.is_global:
            raise RefusedHost(f"answered from {response.ip_address}")  # the name led elsewhere a moment later
        return response

    async def _ask(self, request: Request) -> Response:
        try:
            return await self._http.download_request(request)
        except (DownloadFailedError, DownloadConnectionRefusedError) as error:
            if _UNPROVED.search(f"{error} {error.__cause__!r}"):
                raise RefusedHost("its certificate does not prove who it is") from error
            raise

    async def _refuse_private(self, host: str) -> None:
        if host not in self._public:
            try:
                found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
            except OSError:
                return  # the handler will say so
            self._public[host] = all(is_public_address(address[4][0]) for address in found)
        if not self._public[host]:
            raise RefusedHost(f"{host} leads to an address that is not public")

    async def _simulated(self, request: Request) -> Response:
        """Return the simulator's answer as if it came from the address asked."""
        parts = urlsplit(request.url)
        path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
        carried = request.replace(url=f"{self._simulator}{path}")
        carried.headers["Host"] = parts.netloc
        response = await self._ask(carried)
        return response.replace(url=request.url)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()


def is_public_address(address: Any) -> bool:
    """Whether an address is one of the public internet, as an IPv4 one in IPv6 clothes is or is not."""
    found = ip_address(str(address).partition("%")[0])
    if isinstance(found, IPv6Address):
        carried = found.ipv4_mapped or found.sixtofour
        if found in _NAT64:
            carried = IPv4Address(found.packed[-4:])
        if carried is None and found not in _UNICAST:
            return False
        found = carried or found
    return found.is_global and not found.is_multicast
