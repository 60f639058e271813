"""Pages that only a browser can read: a system Chromium without a network of its own.

Whatever such a page asks for, its document, scripts and data, is fetched by Scrapy, so that every guard holds for it:
declared hosts, robots.txt, pace, bounds, redaction, the simulator. What the spider reads, and evidence keeps, is the
document as it stands once the scripts have put the data in. Needs the extra `browser` and a Chromium on the path.
"""

import asyncio
import os
import shutil
from contextlib import AsyncExitStack, suppress
from importlib import import_module
from typing import Any, ClassVar

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import HtmlResponse, Response

from crawlers.base import RegistrySpider
from crawlers.outcomes import failure_outcome
from warehouse.errors import MingceError

# Pictures, fonts and films say nothing that is read.
_WANTED = frozenset({"document", "script", "stylesheet", "xhr", "fetch"})
_ARGUMENTS = [
    # Nothing it asks for on its own, by whatever way, finds a host.
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--disable-background-networking",
]


class BrowserError(MingceError):
    """No browser to read a page with; the message says what to install."""


class InBrowser(RegistrySpider):
    """Stands before a shape among the bases of a spider whose pages are made by scripts.

    >>> from crawlers.shapes import PagedTable
    >>> class Register(InBrowser, PagedTable):
    ...     ready = "table.list td, p.none"
    """

    # CSS of what is there once the scripts have put in the data, or have said that there are none.
    ready: ClassVar[str]

    def ask(self, *args: Any, **given: Any) -> Request:
        """As the shape asks, by way of the browser."""
        request = super().ask(*args, **given)
        request.meta["ready"] = self.ready
        return request


class Browser:
    """Downloader middleware that answers a request with `ready` in its meta; one Chromium a crawl."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._timeout = crawler.settings.getint("DOWNLOAD_TIMEOUT") * 1000
        self._open = AsyncExitStack()
        self._chromium: Any = None
        self._starting = asyncio.Lock()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Browser":
        if not issubclass(crawler.spidercls, InBrowser):
            raise NotConfigured
        browser = cls(crawler)
        crawler.signals.connect(browser.spider_closed, signals.spider_closed)
        return browser

    async def process_request(self, request: Request) -> Response | None:
        """Return the page once its scripts have run; what is no page to run them on is returned as it came."""
        ready = request.meta.get("ready")
        if ready is None:
            return None
        first = await self._fetch(request.replace(meta=_without_ready(request)))
        if first.status != 200 or not isinstance(first, HtmlResponse):
            return first
        return await self._render(request, first, ready)

    async def spider_closed(self) -> None:
        """End the browser."""
        await self._open.aclose()

    async def _fetch(self, request: Request) -> Response:
        assert self._crawler.engine is not None
        return await self._crawler.engine.download_async(request)

    async def _render(self, request: Request, first: HtmlResponse, ready: str) -> Response:
        errors = import_module("playwright.async_api")
        chromium = await self._start()
        agent = (request.headers.get("User-Agent") or b"").decode("latin-1")
        context = await chromium.new_context(user_agent=agent or None, locale="zh-CN", service_workers="block")
        try:
            page = await context.new_page()

            async def answer(route: Any) -> None:
                await self._answer(route, request, first)

            await context.route("**/*", answer)
            await page.goto(first.url, wait_until="domcontentloaded", timeout=self._timeout)
            # Where it does not come, the spider says what it lacks.
            with suppress(errors.TimeoutError):
                await page.wait_for_selector(ready, state="attached", timeout=self._timeout)
            body = (await page.content()).encode()
        finally:
            await context.close()
        return HtmlResponse(first.url, headers=_dated(first), body=body, encoding="utf-8", request=request)

    async def _answer(self, route: Any, request: Request, first: Response) -> None:
        """Give the browser what it asks for, as Scrapy gets it; what Scrapy refuses, it does not get."""
        asked = route.request
        if asked.resource_type not in _WANTED:
            await route.abort()
            return
        if asked.resource_type == "document" and asked.url == first.url:
            response: Response = first
        else:
            try:
                response = await self._fetch(
                    Request(asked.url, method=asked.method, body=asked.post_data_buffer or b"",
                            headers=_sent(asked.headers), dont_filter=True)
                )  # fmt: skip
            except Exception as error:
                if failure_outcome(error) is None:
                    raise
                await route.abort()
                return
        kind = (response.headers.get("Content-Type") or b"").decode("latin-1").partition(";")[0]
        encoding = getattr(response, "encoding", None)
        headers = {"Content-Type": f"{kind}; charset={encoding}" if encoding else kind}
        await route.fulfill(status=response.status, headers=headers, body=response.body)

    async def _start(self) -> Any:
        async with self._starting:
            if self._chromium is None:
                playwright = await self._open.enter_async_context(_playwright())
                self._chromium = await playwright.chromium.launch(
                    executable_path=_executable(),
                    args=_ARGUMENTS,
                    # Chromium has no sandbox for root.
                    chromium_sandbox=os.geteuid() != 0,
                )
                self._open.push_async_callback(self._chromium.close)
        return self._chromium


def _playwright() -> Any:
    try:
        return import_module("playwright.async_api").async_playwright()
    except ModuleNotFoundError:
        raise BrowserError("this source needs a browser: pip install 'mingce[browser]'") from None


def _executable() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    raise BrowserError("this source needs a browser: install chromium (apt-get install chromium)")


def _without_ready(request: Request) -> dict[str, Any]:
    return {name: value for name, value in request.meta.items() if name != "ready"}


def _sent(headers: dict[str, str]) -> dict[str, str]:
    """Of what a browser says of itself and its page, what a site needs to answer a script."""
    return {name: headers[name] for name in ("accept", "content-type", "x-requested-with") if name in headers}


def _dated(response: Response) -> dict[str, bytes]:
    date = response.headers.get("Date")
    return {"Content-Type": b"text/html; charset=utf-8", **({"Date": date} if date else {})}
