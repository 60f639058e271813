"""What every spider shares: requests that each end in one page with one named outcome."""

import json
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, NamedTuple

from scrapy import Request, Spider
from scrapy.exceptions import CloseSpider
from scrapy.http import Response, TextResponse
from twisted.python.failure import Failure

from crawlers.columns import Found, Issue, MissingColumns, Row
from crawlers.outcomes import (
    STOPPING,
    LayoutChanged,
    Stopped,
    barrier,
    failure_outcome,
    settled_by_status,
    why_unread,
)
from warehouse.source import Source

# So many pages that stay expired are a way of turning visitors off.
_MOST_EXPIRED = 3


# Longer than any scope with all its specialties, and more than a page that anyone could look at.
_LONGEST_VALUE = 5_000
_MOST_ROWS = 200_000


class Question(NamedTuple):
    """What is asked of a look-up source."""

    province: str
    name: str
    institution: str

    @property
    def address(self) -> str:
        """The question in one line, as `question.address`."""
        return "|".join(self)


@dataclass(frozen=True, slots=True)
class Page:
    """What came of one request: its outcome, and what was read if it was answered."""

    # What was asked: the entry's own page, the list (not its page, so that moving between pages is no change), or
    # the question.
    address: str
    url: str
    outcome: str  # one of schema.REQUEST_OUTCOMES
    note: str = ""  # why it is not an answer
    is_asked_again: bool = False  # in this run, so that what came of it the first time decides nothing
    rows: list[Row] = field(default_factory=list, repr=False)
    undeclared: frozenset[str] = frozenset()
    # What stood in the place of the declared headings, for a person who tries the source; never stored.
    headings: tuple[str, ...] = field(default=(), repr=False)
    issues: Sequence[Issue] = ()
    # The total a list states, in entries, and the 数据截止日期 it states, as published.
    stated_count: int | None = None
    asserted_on: str | None = None
    # The question that this page ends.
    question: Question | None = None
    response: Response | None = field(default=None, repr=False)


class RegistrySpider(Spider):
    """One declared source. A subclass says what to ask first, and reads answers."""

    source: ClassVar[Source]
    # Names of the methods that read files. The others read text; a download in its place is no answer.
    reads_files: ClassVar[frozenset[str]] = frozenset()
    # Pages that were expired however they were come to.
    expired_count = 0
    # Turned away: what waits for its turn is not sent.
    is_stopped = False

    def first(self) -> Iterable[Request]:
        """Yield the requests a run begins with."""
        raise NotImplementedError

    async def start(self) -> AsyncIterator[Request]:
        """Begin with `first`."""
        for request in self.first():
            yield request

    def ask(
        self,
        url: str,
        read: Callable[..., Iterable[Page | Request]],
        *,
        address: str | None = None,
        is_renewable: bool = False,
        priority: int = 0,
        dont_filter: bool = False,
        is_again: bool = False,
        post: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        **given: Any,
    ) -> Request:
        """Return a request whose answer goes to the method `read`, with `given`; `post` is sent as JSON.

        `is_renewable`: an unchanged answer stands for the rows read from this address before, and need not be read
        again. So it must be an address of its own, not one page of a list. `is_again`: for the second time in this run,
        so that no answer that is held will do.
        """
        return Request(
            url,
            method="GET" if post is None else "POST",
            body=None if post is None else json.dumps(post, ensure_ascii=False),
            headers={**({} if post is None else {"Content-Type": "application/json"}), **(headers or {})},
            callback=self.receive,
            errback=self.miss,
            # Methods by name: a request must survive being written to disk.
            cb_kwargs={"read": read.__name__, "address": address or url, **given},
            meta={"is_renewable": is_renewable, "is_again": is_again},
            priority=priority,
            dont_filter=dont_filter or is_again,
        )

    def page(self, response: Response, found: Found | None = None, **said: Any) -> Page:
        """Return the page of an answer: its entries, and what else it said (fields of Page)."""
        found = found or Found()
        return Page(
            **{
                "address": response.cb_kwargs["address"],
                "url": response.url,
                "outcome": "answer",
                "rows": found.rows,
                "undeclared": frozenset(found.undeclared),
                "issues": found.issues,
                "response": response,
                **said,
            }
        )

    def receive(self, response: Response, read: str, address: str, **given: Any) -> Iterator[Page | Request]:
        """Read an answer, or name what came instead; a barrier ends the run."""
        outcome, note = settled_by_status(response), f"status {response.status}"
        headings: tuple[str, ...] = ()
        if outcome is None:
            try:
                if not isinstance(response, TextResponse) and read not in self.reads_files:
                    raise LayoutChanged("the answer is no text")
                # Whole or not at all: a page that breaks off half-way must not leave half its rows.
                results = list(getattr(self, read)(response, **given))
                for result in results:
                    _refuse_oversized(result)
                _refuse_silence(results, response)
            except (LayoutChanged, ValueError) as change:
                # Where a page was stands JSON now, which has nothing to select.
                if not isinstance(change, LayoutChanged) and "Selector of type 'json'" not in str(change):
                    raise
                outcome, note = why_unread(response), str(change)
                headings = change.headings if isinstance(change, MissingColumns) else ()
            else:
                yield from self._within_depth(results, response)
                return
        again = self.ask_again(response) if outcome == "expired" else None
        yield self.page(
            response,
            outcome=outcome,
            note=note,
            headings=headings,
            is_asked_again=again is not None,
            question=None if again else given.get("question"),
        )
        if again:
            yield again
        else:
            self.expired_count += outcome == "expired"
        self._end_if_turned_away(outcome)

    def _end_if_turned_away(self, outcome: str) -> None:
        if outcome in STOPPING or self.expired_count == _MOST_EXPIRED:
            self.is_stopped = True
            raise CloseSpider(outcome)

    def _within_depth(self, results: Iterable[Page | Request], response: Response) -> Iterator[Page | Request]:
        """Yield them; end the run where Scrapy would leave out a request without a word: pages may lead on for ever."""
        for result in results:
            if isinstance(result, Request) and response.meta.get("depth", 0) >= self.settings.getint("DEPTH_LIMIT"):
                raise CloseSpider("depth_limit")
            yield result

    def ask_again(self, response: Response) -> Request | None:
        """Return what leads to an expired page anew; None if nothing does, or it was tried."""
        return None

    def miss(self, failure: Failure) -> Iterator[Page]:
        """Name why no answer came; an error that is not the network's is raised again."""
        request: Request = failure.request  # type: ignore[attr-defined]
        assert failure.value is not None
        if isinstance(failure.value, Stopped):
            return
        outcome = failure_outcome(failure.value)
        if outcome is None:
            raise failure.value
        yield Page(
            address=request.cb_kwargs["address"],
            url=request.url,
            outcome=outcome,
            note=type(failure.value).__name__,
            question=request.cb_kwargs.get("question"),
        )
        self._end_if_turned_away(outcome)


def _refuse_oversized(result: Page | Request) -> None:
    """Raise LayoutChanged for a value no field has, or too many entries; neither is cut to fit."""
    if isinstance(result, Request):
        return
    if len(result.rows) > _MOST_ROWS:
        raise LayoutChanged(f"{len(result.rows)} entries on one page")
    for row in result.rows:
        for name, value in row.items():
            if value and len(value) > _LONGEST_VALUE:
                raise LayoutChanged(f"a value of {len(value)} characters in {name}")


def _refuse_silence(results: Sequence[Page | Request], response: Response) -> None:
    """Raise LayoutChanged for a page that gave neither an entry nor anything to ask, unless it says that this is so.

    A barrier may leave the page it covers as it is, tables and all: that page has not said so.
    """
    pages = [result for result in results if isinstance(result, Page)]
    if len(pages) < len(results) or any(page.rows for page in pages):
        return
    if all(page.outcome == "answer" for page in pages) or barrier(response, is_shown=True):
        raise LayoutChanged("no entries")
