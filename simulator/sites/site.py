"""What the simulated sites have in common: a host, pages, and a barrier after so many answers."""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import ClassVar

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined

from simulator.sites.published import Numbers, Published

# What is sent with a request has to be waited for.
Page = Callable[[web.Request], web.Response | Awaitable[web.Response]]
# What is shown in place of a page.
Barrier = Callable[[web.Request, Page], web.Response | Awaitable[web.Response]]

_TEMPLATES = Environment(
    loader=PackageLoader("simulator.sites"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    # NULL is what a source does not show.
    finalize=lambda value: "" if value is None else value,
)


class Site(ABC):
    """The pages of one source on one day.

    Nothing in a page depends on the clock or on what was asked before, so the same world and day give the same
    bytes; only the barrier counts. A source that publishes nothing on the day answers 404 everywhere.
    """

    host: ClassVar[str]
    source_id: ClassVar[str]
    # Where a visitor begins.
    entrance: ClassVar[str]
    # Shown in place of its own barrier.
    other_barrier: Barrier | None = None

    def __init__(self, published: Path, on: date, allowance: int | None) -> None:
        """Serve the table `published`; after `allowance` answers (None: never) only the barrier is shown."""
        self.on = on
        self._path = published
        self._allowance = allowance
        self._asked = 0

    @abstractmethod
    def pages(self) -> Mapping[str, Page]:
        """Return path pattern -> what answers it; a path is asked with GET unless it is written `POST /path`."""

    @abstractmethod
    def barrier(self) -> web.Response:
        """Return what is shown instead of an answer."""

    def counts(self, request: web.Request) -> bool:
        """Whether the request uses up allowance."""
        return True

    @cached_property
    def published(self) -> Published:
        """The source's table, read when its first page is asked for."""
        if not self._path.exists():
            raise web.HTTPNotFound
        return Published(self._path)

    @property
    def refusals(self) -> int:
        """How many counted requests came after the allowance was used up."""
        return 0 if self._allowance is None else max(0, self._asked - self._allowance)

    def routes(self) -> list[web.RouteDef]:
        """Return the pages as routes, each behind the barrier."""
        paths = {key.rpartition(" ")[::2]: page for key, page in self.pages().items()}
        return [web.route(method or "GET", path, self._guarded(page)) for (method, path), page in paths.items()]

    def _guarded(self, page: Page) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def answer(request: web.Request) -> web.StreamResponse:
            if self.counts(request):
                self._asked += 1
            if self.refusals and not self.other_barrier:
                return self.barrier()
            shown = self.other_barrier(request, page) if self.other_barrier and self.refusals else page(request)
            return shown if isinstance(shown, web.Response) else await shown

        return answer


def render(template: str, **values: object) -> str:
    """Fill `templates/TEMPLATE.html`."""
    return _TEMPLATES.get_template(f"{template}.html").render(values)


def html(text: str, *, encoding: str = "utf-8", content_type: str = "text/html; charset=utf-8") -> web.Response:
    """Send a page as bytes of `encoding`, whatever its Content-Type claims; what cannot be encoded becomes `?`."""
    return web.Response(body=text.encode(encoding, "replace"), headers={"Content-Type": content_type})


def counting_number(text: str | None, default: int = 1) -> int:
    """Read a parameter such as a page, from 1; sites take their default for what is not a number."""
    return max(1, int(text)) if text and text.isdecimal() else default


def window(numbers: Numbers, page: int, size: int, repeat_every: int = 0) -> Numbers:
    """Cut one page, from 1, out of a list; empty past its end.

    A live list moves while it is read, so the last entry of a page is seen again on the next: here on every
    `repeat_every`-th page.
    """
    start = (page - 1) * size
    is_repeating = repeat_every > 0 and page % repeat_every == 0 and 0 < start < len(numbers)
    return numbers[start - is_repeating : start + size]


def moved_window(numbers: Numbers, page: int, size: int) -> Numbers:
    """As `window`, where the last entry went to the head of the list once its first page was shown: no page has it."""
    if page == 1 or len(numbers) <= size:
        return window(numbers, page, size)
    return numbers[(page - 1) * size - 1 : min(page * size, len(numbers)) - 1]
