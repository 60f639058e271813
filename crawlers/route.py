"""Traffic to a simulated world: the same requests, carried to another address."""

from urllib.parse import urlsplit

from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils.misc import build_from_crawler, load_object


class SimulatorRoute(BaseDownloadHandler):
    """Sends every request to the setting SIMULATOR with its own Host header, robots.txt included.

    It stands below all middlewares: spiders, filters and evidence see real addresses only, and nothing can be sent
    past it.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._origin = crawler.settings["SIMULATOR"].rstrip("/")
        # With or without a reactor, Scrapy's own handler of http.
        handler = load_object(crawler.settings["DOWNLOAD_HANDLERS_BASE"]["http"])
        self._http: BaseDownloadHandler = build_from_crawler(handler, crawler)

    async def download_request(self, request: Request) -> Response:
        """Return the simulator's answer as if it came from the address asked."""
        parts = urlsplit(request.url)
        path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
        carried = request.replace(url=f"{self._origin}{path}")
        carried.headers["Host"] = parts.netloc
        response = await self._http.download_request(carried)
        return response.replace(url=request.url)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()
