"""Bases for interfaces that want more than an address: a token in a header, a posted form."""

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from scrapy import Request
from scrapy.http import TextResponse

from crawlers.base import Page
from crawlers.outcomes import LayoutChanged
from crawlers.shapes import JsonPages, content_of

# Refused so often for one page, it is not the age of the token.
_MOST_TOKENS = 3


class TokenPages(JsonPages):
    """As JsonPages, for whoever asks for a token first and shows it with every page; it is good for a while only."""

    token_url: ClassVar[str]
    token_header: ClassVar[str]
    token = ""

    def token_of(self, content: Any) -> str:
        """Return the token; KeyError or TypeError where the envelope is another."""
        raise NotImplementedError

    def is_refused(self, content: Any) -> bool:
        """Whether the answer says that the token is not, or no longer, good."""
        raise NotImplementedError

    def first(self) -> Iterable[Request]:
        yield self._ask_token(1, 1)

    def _ask_token(self, number: int, attempt: int) -> Request:
        # The address names what the token is for, so that none that was kept is taken for a new one.
        url = f"{self.token_url}?_={number}-{attempt}"
        return self.ask(url, self.read_token, address=self.token_url, priority=1, number=number, attempt=attempt)

    def read_token(self, response: TextResponse, number: int, attempt: int) -> Iterator[Page | Request]:
        """Read the token, and go on with the page it was wanted for."""
        try:
            self.token = self.token_of(content_of(response))
        except (KeyError, TypeError) as error:
            raise LayoutChanged(f"no token ({type(error).__name__})") from None
        yield self.page(response)
        yield self.request_of(number, attempt)

    def request_of(self, number: int, attempt: int = 1) -> Request:
        return self.ask(
            self.url_of(number),
            self.read_page,
            address=self.url_of(1),
            headers={self.token_header: self.token},
            dont_filter=attempt > 1,
            number=number,
            attempt=attempt,
        )

    def read_page(self, response: TextResponse, number: int, attempt: int = 1) -> Iterator[Page | Request]:
        """Read a page, or fetch a new token for it."""
        if attempt < _MOST_TOKENS and self.is_refused(content_of(response)):
            yield self.page(response, outcome="expired", is_asked_again=True)
            yield self._ask_token(number, attempt + 1)
        else:
            yield from super().read_page(response, number)

    def further(self, number: int, page_count: int) -> Iterable[int]:
        # One after another: the token may be another by then.
        return range(number + 1, min(number + 1, page_count) + 1)


class PostedPages(JsonPages):
    """As JsonPages, for lists that are asked for with a posted form."""

    def form_of(self, number: int) -> dict[str, Any]:
        """Return what is posted for a page, from 1."""
        raise NotImplementedError

    def url_of(self, number: int) -> str:
        # The fragment is not sent; it tells the pages apart for whoever knows them by their address.
        return f"{self.list_url}#{number}"

    def request_of(self, number: int) -> Request:
        return self.ask(
            self.url_of(number), self.read_page, address=self.list_url, post=self.form_of(number), number=number
        )
