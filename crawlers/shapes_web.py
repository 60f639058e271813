"""Further bases per shape of access: data in a script tag, sitemaps, prose, and lists that state their own day."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from scrapy import Request
from scrapy.http import TextResponse
from scrapy.utils.sitemap import Sitemap

from crawlers.base import Page, RegistrySpider
from crawlers.columns import Found, read_objects
from crawlers.outcomes import LayoutChanged, says_empty
from crawlers.pages import script_state
from crawlers.shapes import ListAndDetail


class ScriptState(ListAndDetail):
    """As ListAndDetail, where an application keeps what a page shows as JSON in a script."""

    variable: ClassVar[str]  # as in `window.VARIABLE = {...}`, or the script element's id

    def unpack(self, state: Any) -> dict[str, object]:
        """Return the entry of a detail's state; KeyError or TypeError where the state is another."""
        raise NotImplementedError

    def read(self, response: TextResponse, area: str | None) -> Found:
        state = script_state(response, self.variable)
        try:
            entry = dict(self.unpack(state))
        except (KeyError, TypeError, ValueError) as error:
            raise LayoutChanged(f"another state in {self.variable} ({type(error).__name__})") from None
        return read_objects(self.source, [entry])


class SitemapPages(RegistrySpider):
    """Pages that a sitemap names, or the sitemaps that a sitemap names."""

    start_url: ClassVar[str]
    maps: ClassVar[re.Pattern[str]]  # of the sitemaps named by the first, those to follow
    items: ClassVar[re.Pattern[str]]  # of the pages named, those of entries

    def first(self) -> Iterable[Request]:
        yield self.ask(self.start_url, self.read_map)

    def read_map(self, response: TextResponse) -> Iterator[Page | Request]:
        """Follow a sitemap; one that names nothing to follow is not what it was."""
        sitemap = Sitemap(response.body)
        is_index = sitemap.type == "sitemapindex"
        wanted = self.maps if is_index else self.items
        urls = list(dict.fromkeys(entry["loc"] for entry in sitemap if wanted.search(entry["loc"])))
        if sitemap.type not in ("sitemapindex", "urlset") or not urls:
            raise LayoutChanged(f"a sitemap that names no {wanted.pattern}")
        yield self.page(response)
        for url in urls:
            if is_index:
                yield self.ask(url, self.read_map)
            else:
                yield self.ask(url, self.read_item, is_renewable=True, priority=1)

    def read_item(self, response: TextResponse) -> Iterator[Page]:
        """Read a page; one that says it has nothing, and has nothing, is empty."""
        found = self.read(response)
        if not found.rows and not says_empty(response):
            raise LayoutChanged("no entries")
        yield self.page(response, found, outcome="answer" if found.rows else "empty")

    def read(self, response: TextResponse) -> Found:
        """Return the entries of a page."""
        raise NotImplementedError
