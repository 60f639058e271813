"""Trying a source: its declaration is read, its first entries are fetched, and nothing is stored."""

import asyncio
import logging
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from scrapy import signals
from scrapy.crawler import AsyncCrawlerRunner

from crawlers.base import Page, RegistrySpider
from crawlers.catalog import Faults, find, sources, spiders
from crawlers.outcomes import ANSWERED
from crawlers.run import scrapy_settings
from normalize.cleaners import CLEANERS
from normalize.privacy import redact
from warehouse.errors import MingceError
from warehouse.source import Source
from warehouse.workspace import Workspace

_MOST_PAGES = 10


@dataclass
class CheckReport:
    """What one try of a source read, left behind, and did not understand."""

    source: Source
    pages: list[Page] = field(default_factory=list)

    @property
    def is_ok(self) -> bool:
        """Whether every page was answered; a file source is right once it is declared."""
        return all(page.outcome in ANSWERED for page in self.pages) and bool(self.pages or not self.source.domains)

    @property
    def undeclared(self) -> set[str]:
        """Headings on the pages that the declaration neither maps nor ignores."""
        return set().union(*(page.undeclared for page in self.pages))

    @property
    def not_understood(self) -> list[tuple[str, str, str]]:
        """Field, value and reason of every distinct value that no cleaner understands."""
        cleaners = {name: cleaner.clean for cleaner in CLEANERS for name in cleaner.fields}
        values = {(n, v) for page in self.pages for row in page.rows for n, v in row.items() if v and n in cleaners}
        faults = []
        for name, value in sorted(values):
            try:
                cleaners[name](value)
            except ValueError as error:
                faults.append((name, redact(value), str(error)))
        return faults

    @property
    def blank(self) -> set[str]:
        """Declared fields that say nothing in any entry read; the day of a whole list stands with its pages."""
        rows = [row for page in self.pages for row in page.rows]
        dated = {"asserted_on"} if any(page.asserted_on for page in self.pages) else set()
        return {name for name in self.source.fields if rows and not any(row.get(name) for row in rows)} - dated

    def text(self) -> str:
        """The report as lines for a person: what came, what was read, what was left, what is not understood."""
        source = self.source
        lines = [f"{source.id}: {source.title}, {source.publisher} ({source.tier}, {source.covering})"]
        if not source.domains:
            lines.append(f"declared rightly; delivered as files: `mingce import {source.id} FILE` reads them")
            return "\n".join(lines)
        for page in self.pages:
            lines.append(f"{page.outcome:<14} {len(page.rows):>5} entries  {page.url}  {page.note}".rstrip())
            if page.headings:
                lines.append(f"  it has: {', '.join(map(redact, page.headings))}")
        first = next((row for page in self.pages for row in page.rows), None)
        if first:
            lines.append("first entry:")
            lines += [f"  {name:<15} {redact(value)}" for name, value in first.items() if value]
        if self.blank:
            lines.append(f"declared, and blank in every entry: {', '.join(sorted(self.blank))}")
        lines.append(f"left behind as declared: {', '.join(sorted(source.ignore)) or 'nothing'}")
        if self.undeclared:
            lines.append(f"columns not declared: {', '.join(sorted(map(redact, self.undeclared)))}")
        lines += [f"not understood: {name} {value!r}: {reason}" for name, value, reason in self.not_understood]
        outcomes = Counter(page.outcome for page in self.pages)
        lines.append(f"outcome: {', '.join(f'{n} {name}' for name, n in outcomes.items()) or 'nothing was asked'}")
        return "\n".join(lines)


def check(workspace: Workspace, source_id: str, question: str | None = None) -> CheckReport:
    """Fetch a source until it gives entries, refuses, or ten pages are read; nothing is stored.

    A look-up source needs a `question`, as `province|name|institution`. Raises UnknownSourceError, the source's
    DeclarationError, and MingceError for a look-up without a question.
    """
    faults: Faults = {}
    source = find(sources(workspace, faults), source_id, faults)
    report = CheckReport(source)
    spider = spiders(workspace, faults).get(source_id)
    if spider:
        given = {"questions": question} if question else {}
        if source.covering == "lookup" and not question:
            raise MingceError(f"{source_id} answers questions; give one with --question 'province|name|institution'")
        report.pages = asyncio.run(_first_pages(workspace, spider, given))
    return report


async def _first_pages(workspace: Workspace, spider: type[RegistrySpider], given: Mapping[str, str]) -> list[Page]:
    # Scrapy's warnings are for a crawl's log; here the report says what came.
    logging.getLogger("scrapy").addHandler(logging.NullHandler())
    changes = {"ITEM_PIPELINES": {}, "TWISTED_REACTOR_ENABLED": False, "CONCURRENT_REQUESTS": 1, "MINGCE_LOCK": False}
    settings = scrapy_settings(workspace.root, **changes)
    # What was read before is to be read again.
    settings["DOWNLOADER_MIDDLEWARES"].set("crawlers.middlewares.Conditional", None, priority="cmdline")
    crawler = AsyncCrawlerRunner(settings).create_crawler(spider)
    pages: list[Page] = []

    closing: list[asyncio.Task[None]] = []

    def look(item: Page) -> None:
        if closing:
            return
        pages.append(item)
        if item.rows or item.outcome not in ANSWERED or len(pages) == _MOST_PAGES:
            # Not awaited here: it waits for this page to be done with.
            closing.append(asyncio.create_task(crawler.engine.close_spider_async(reason="enough")))

    crawler.signals.connect(look, signals.item_scraped, weak=False)
    await crawler.crawl_async(**given)
    await asyncio.gather(*closing)
    return pages
