"""A base per shape of access: what a source's pages have in common with those of other sources."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar
from urllib.parse import urlencode

from scrapy import Request
from scrapy.http import Response, TextResponse

from crawlers.base import Page, Question, RegistrySpider
from crawlers.columns import Found, read_objects, read_table, table_lines
from crawlers.outcomes import LayoutChanged
from crawlers.pages import Sentence, links, said, says


class PagedTable(RegistrySpider):
    """A whole list in one HTML table, cut into pages that link to the next."""

    start_url: ClassVar[str]
    table: ClassVar[str]  # CSS
    next_page: ClassVar[str]  # CSS of the link
    # Group 1: entries in the whole list, and 数据截止日期; None where the pages state none.
    total: ClassVar[re.Pattern[str] | None] = None
    stated_on: ClassVar[re.Pattern[str] | None] = None
    nothing: ClassVar[Sentence | None] = None  # what stands in place of rows

    def first(self) -> Iterable[Request]:
        yield self.ask(self.start_url, self.read_list)

    def read_list(self, response: TextResponse) -> Iterator[Page | Request]:
        """Read one page of the table."""
        total = said(response, self.total) if self.total else None
        if self.total and total is None:
            raise LayoutChanged("no total")
        heading = self.source.fields["asserted_on"] if self.stated_on else ()
        found = read_table(self.source, table_lines(response.css(self.table)), stated=heading)
        asserted_on = said(response, self.stated_on) if self.stated_on else None
        if found.rows and heading and asserted_on is None:
            raise LayoutChanged(f"no 「{'/'.join(heading)}」")
        if not found.rows and not (total in (None, "0") and says(response, self.nothing)):
            raise LayoutChanged("no rows")
        yield self.page(
            response,
            found,
            outcome="answer" if found.rows else "empty",
            stated_count=None if total is None else int(total),
            asserted_on=asserted_on,
        )
        for link in links(response, self.next_page)[:1] if found.rows else ():
            yield self.ask(link.url, self.read_list, address=self.start_url)


class ListAndDetail(RegistrySpider):
    """A list of links, cut into pages, each link leading to a page of entries."""

    start_url: ClassVar[str]
    items: ClassVar[str]  # CSS of the links to entries
    total: ClassVar[re.Pattern[str] | None] = None  # group 1: entries in this list
    nothing: ClassVar[Sentence | None] = None  # what stands in place of links

    def first(self) -> Iterable[Request]:
        yield self.ask(self.start_url, self.read_list, area=None)

    def read_list(self, response: TextResponse, area: str | None) -> Iterator[Page | Request]:
        """Follow one page of a list; `area` is what led to the list, if it is one of several."""
        items = links(response, self.items)
        total = said(response, self.total) if self.total else None
        # A list that states its total may show no more than that past its end.
        if not items and total is None and not says(response, self.nothing):
            raise LayoutChanged(f"no {self.items}")
        yield self.page(response, outcome="answer" if items else "empty", stated_count=int(total) if total else None)
        next_page = self.next_of(response) if items else None
        if next_page:
            yield self.ask(next_page, self.read_list, address=response.cb_kwargs["address"], area=area)
        for item in items:
            # Before the next list page, so that the queue stays as long as one page of links.
            address = self.address_of(item.url)
            request = self.ask(item.url, self.read_item, address=address, is_renewable=True, priority=1, area=area)
            request.meta["listed_at"] = response.url
            yield request

    def ask_again(self, response: Response) -> Request | None:
        listed_at = response.meta.get("listed_at")
        if listed_at is None:
            return None
        area, wanted = response.cb_kwargs["area"], response.cb_kwargs["address"]
        return self.ask(listed_at, self.read_list_again, is_again=True, priority=1, area=area, wanted=wanted)

    def read_list_again(self, response: TextResponse, area: str | None, wanted: str) -> Iterator[Page | Request]:
        """Follow one link of a list anew, since what it led to before has expired."""
        yield self.page(response)
        item = next((item for item in links(response, self.items) if self.address_of(item.url) == wanted), None)
        if item:
            yield self.ask(
                item.url, self.read_item, address=wanted, is_renewable=True, is_again=True, priority=1, area=area
            )
        else:
            yield Page(wanted, response.url, "expired", note="it is no longer where it was listed")

    def next_of(self, response: TextResponse) -> str | None:
        """Return the address of the list's next page; None on its last."""
        following = links(response, 'a:contains("下一页")')
        return following[0].url if following else None

    def address_of(self, url: str) -> str:
        """Return what stays the same of a link, where a part of it is good for a while only."""
        return url

    def read_item(self, response: TextResponse, area: str | None) -> Iterator[Page | Request]:
        """Read the page of one link."""
        yield self.page(response, self.read(response, area))

    def read(self, response: TextResponse, area: str | None) -> Found:
        """Return the entries of one link's page."""
        raise NotImplementedError


class AreaLists(ListAndDetail):
    """As ListAndDetail, with a list for each of several areas, linked from one page."""

    areas: ClassVar[str]  # CSS of the links to the lists

    def first(self) -> Iterable[Request]:
        yield self.ask(self.start_url, self.read_areas)

    def read_areas(self, response: TextResponse) -> Iterator[Page | Request]:
        """Follow every area."""
        areas = links(response, self.areas)
        if not areas:
            raise LayoutChanged(f"no {self.areas}")
        yield self.page(response)
        for area in areas:
            yield self.ask(area.url, self.read_list, area=area.text)


def content_of(response: TextResponse) -> Any:
    """Return what a JSON answer says; raises LayoutChanged for any other."""
    try:
        return json.loads(response.text)
    except ValueError:
        raise LayoutChanged("no JSON") from None


class JsonPages(RegistrySpider):
    """A whole list as JSON, in numbered pages."""

    list_url: ClassVar[str]
    page_size: ClassVar[int]
    # The key and the value by which an answer says that all is well; None where none says so.
    success: ClassVar[tuple[str, object] | None] = None

    def first(self) -> Iterable[Request]:
        yield self.request_of(1)

    def url_of(self, number: int) -> str:
        """Return the address of a page, from 1."""
        return f"{self.list_url}?{urlencode({'page': number, 'size': self.page_size})}"

    def request_of(self, number: int) -> Request:
        """Return what asks for a page."""
        return self.ask(self.url_of(number), self.read_page, address=self.url_of(1), number=number)

    def unpack(self, content: Any) -> tuple[int, list[dict[str, object]]]:
        """Return the stated total and the objects; KeyError or TypeError where the envelope is another."""
        raise NotImplementedError

    def size_of(self, content: Any) -> int:
        """Return how many entries a full page has: some sites give fewer than they are asked for."""
        return self.page_size

    def stated_on(self, content: Any) -> str | None:
        """Return the 数据截止日期 of the list, None where it states none; then no object has that heading."""
        return None

    def read_page(self, response: TextResponse, number: int) -> Iterator[Page | Request]:
        """Read a page; it says how many entries there are."""
        content = content_of(response)
        try:
            if self.success and content[self.success[0]] != self.success[1]:
                raise LayoutChanged(f"{self.success[0]} is not {self.success[1]}")
            total, objects = self.unpack(content)
            size, stated_on = self.size_of(content), self.stated_on(content)
        except (ValueError, KeyError, TypeError) as error:
            raise LayoutChanged(f"another envelope ({type(error).__name__})") from None
        # A page after the first was asked for since there were entries; the list may have become shorter, not empty.
        if not objects and not (total <= (number - 1) * size and (number == 1 or total > 0)):
            raise LayoutChanged("no objects")
        found = read_objects(self.source, objects, stated=self.source.fields["asserted_on"] if stated_on else ())
        outcome = "answer" if objects else "empty"
        yield self.page(response, found, outcome=outcome, stated_count=total, asserted_on=stated_on)
        for further in self.further(number, -(-total // size)):
            yield self.request_of(further)

    def further(self, number: int, page_count: int) -> Iterable[int]:
        """Return the pages to ask for after this one."""
        return range(2, page_count + 1) if number == 1 else ()


class Lookup(RegistrySpider):
    """A register that answers one question at a time, with links to one detail page per person."""

    results: ClassVar[str]  # CSS of the table
    details: ClassVar[str]  # CSS of the links
    nothing: ClassVar[Sentence | None] = None  # what the page says if nobody was found
    too_broad: ClassVar[Sentence | None] = None  # and if the question is to be put more precisely

    def __init__(self, questions: str | Iterable[Sequence[str]] = (), **given: Any) -> None:
        """Take questions as triples, or as text: one `province|name|institution` a line."""
        super().__init__(**given)
        asked = [line.split("|") for line in questions.splitlines()] if isinstance(questions, str) else questions
        self.questions = [Question(*parts) for parts in asked]

    def first(self) -> Iterable[Request]:
        return map(self._ask_question, self.questions)

    def _ask_question(self, question: Question, is_again: bool = False) -> Request:
        return self.ask(
            self.url_of(question),
            self.read_answer,
            address=question.address,
            is_again=is_again,
            priority=int(is_again),
            question=question,
        )

    def url_of(self, question: Question) -> str:
        """Return where the question is put."""
        raise NotImplementedError

    def read(self, response: TextResponse) -> Found:
        """Return the entries of a detail page."""
        raise NotImplementedError

    def read_answer(self, response: TextResponse, question: Sequence[str]) -> Iterator[Page | Request]:
        """Read whom the answer names, or that there is none, or that the question was too broad."""
        asked = Question(*question)
        if not response.css(self.results):
            if says(response, self.nothing):
                yield self.page(response, outcome="empty", question=asked)
                return
            if says(response, self.too_broad):
                yield self.page(response, outcome="too_broad", question=asked)
                return
        details = [link.url for link in links(response, f"{self.results} {self.details}")]
        if not details:
            raise LayoutChanged(f"no {self.results} {self.details}")
        yield self.page(response)
        yield self._detail(details, asked, is_again=response.meta.get("is_again", False))

    def ask_again(self, response: Response) -> Request | None:
        if response.meta.get("is_again") or response.cb_kwargs["read"] != self.read_detail.__name__:
            return None
        return self._ask_question(Question(*response.cb_kwargs["question"]), is_again=True)

    def read_detail(
        self, response: TextResponse, question: Sequence[str], details: Sequence[str]
    ) -> Iterator[Page | Request]:
        """Read one detail; the last one ends the question."""
        asked = Question(*question)
        yield self.page(response, self.read(response), question=None if details else asked)
        if details:
            yield self._detail(details, asked, is_again=response.meta.get("is_again", False))

    def _detail(self, details: Sequence[str], question: Question, *, is_again: bool) -> Request:
        # One after another: a question counts as answered only when all its details were read.
        return self.ask(
            details[0],
            self.read_detail,
            address=question.address,
            question=question,
            details=details[1:],
            priority=1,
            # Two questions may lead to one person.
            dont_filter=True,
            is_again=is_again,
        )
