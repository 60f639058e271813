"""Base for registers that are asked with a form whose page has to be fetched first."""

from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar
from urllib.parse import quote, urlencode

from scrapy import Request
from scrapy.http import TextResponse

from crawlers.base import Page, Question
from crawlers.outcomes import LayoutChanged
from crawlers.shapes import Lookup

_POSTED = {"Content-Type": "application/x-www-form-urlencoded"}


class FormLookup(Lookup):
    """As Lookup, with questions posted as a form, with what the page of the form hides in it (a token)."""

    form_url: ClassVar[str]
    list_url: ClassVar[str]
    hidden: ClassVar[str]  # name of the hidden field
    token = ""

    def form_of(self, question: Question) -> Mapping[str, str]:
        """Return the fields that a person would fill in."""
        raise NotImplementedError

    def first(self) -> Iterable[Request]:
        if self.questions:
            yield self.ask(self.form_url, self.read_form)

    def read_form(self, response: TextResponse) -> Iterator[Page | Request]:
        """Read the hidden field, and ask every question."""
        token = response.css(f'input[name="{self.hidden}"]::attr(value)').get()
        if not token:
            raise LayoutChanged(f"no hidden {self.hidden}")
        self.token = token
        yield self.page(response)
        for question in self.questions:
            yield self._ask_question(question)

    def url_of(self, question: Question) -> str:
        # The fragment is not sent; it tells the questions apart for whoever knows them by their address.
        return f"{self.list_url}#{quote(question.address)}"

    def _ask_question(self, question: Question, is_again: bool = False) -> Request:
        body = urlencode({self.hidden: self.token, **self.form_of(question)})
        return super()._ask_question(question, is_again).replace(method="POST", body=body, headers=_POSTED)
