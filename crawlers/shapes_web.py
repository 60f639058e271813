"""Bases for pages that hold their entries another way: in a script, behind a sitemap, in prose."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from scrapy import Request
from scrapy.http import TextResponse
from scrapy.utils.sitemap import Sitemap

from crawlers.base import Page, RegistrySpider
from crawlers.columns import Found, read_objects
from crawlers.outcomes import LayoutChanged
from crawlers.pages import Sentence, says, script_state, text_of
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
    nothing: ClassVar[Sentence | None] = None  # what a page says that has no entries

    def first(self) -> Iterable[Request]:
        yield self.ask(self.start_url, self.read_map)

    def read_map(self, response: TextResponse) -> Iterator[Page | Request]:
        """Follow a sitemap; one that names nothing to follow is not what it was."""
        try:
            sitemap = Sitemap(response.body)
        except (SyntaxError, StopIteration):  # what lxml raises
            raise LayoutChanged("no XML") from None
        is_index = sitemap.type == "sitemapindex"
        wanted = self.maps if is_index else self.items
        urls = list(dict.fromkeys(entry["loc"] for entry in sitemap if wanted.search(entry["loc"])))
        if not urls:
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
        if not found.rows and not says(response, self.nothing):
            raise LayoutChanged("no entries")
        yield self.page(response, found, outcome="answer" if found.rows else "empty")

    def read(self, response: TextResponse) -> Found:
        """Return the entries of a page."""
        raise NotImplementedError


class ProseNames(ListAndDetail):
    """As ListAndDetail, where a page names its people in running text: numbered, or between blanks or 、."""

    paragraphs: ClassVar[str]  # CSS
    names: ClassVar[re.Pattern[str]]  # group 1: the part of the text that is names
    announced: ClassVar[re.Pattern[str]]  # group 1: how many it says they are
    name_heading: ClassVar[str]  # what to call the names in `fields`

    def shared(self, response: TextResponse) -> dict[str, str | None]:
        """Return what the page says once for all its names."""
        raise NotImplementedError

    def read(self, response: TextResponse, area: str | None) -> Found:
        text = "\n".join(map(text_of, response.css(self.paragraphs)))
        part, announced = self.names.search(text), self.announced.search(text)
        if not part or not announced:
            raise LayoutChanged("no list of names, or not how many they are")
        names = split_names(part[1])
        # A sentence among the names, or a name cut in two, shows in their number.
        if len(names) != int(announced[1]):
            raise LayoutChanged(f"{announced[1]} names announced, {len(names)} read")
        shared = self.shared(response)
        return read_objects(self.source, [{self.name_heading: name, **shared} for name in names])


def split_names(text: str) -> list[str]:
    """Names in running text, as published: a single blank pads a name, two of them part two.

    >>> split_names("1.王\u3000芳  2.李建国")
    ['王\u3000芳', '李建国']
    >>> split_names("王\u3000芳、李建国\u3000\u3000阿依古丽·买买提")
    ['王\u3000芳', '李建国', '阿依古丽·买买提']
    """
    pieces = re.split(r"\d+\s*[.．、]|[、，；。\n]|\s{2,}", text)
    return [name for name in map(str.strip, pieces) if name]
