"""The child process of `crawlers.run.crawl`: reads its job as JSON, crawls, and reports each source's pages."""

import asyncio
import json
import logging
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess, Crawler

from crawlers.base import RegistrySpider
from crawlers.catalog import Faults, find, spiders
from crawlers.run import scrapy_settings
from warehouse.workspace import Workspace

_REPORT_SECONDS = 0.25


class Reporter:
    """Writes a line of JSON, [source, pages answered, pages asked], now and then."""

    def __init__(self, crawler: Crawler) -> None:
        self._name = crawler.spidercls.name
        self._answered = self._asked = 0
        self._reported_at = 0.0
        crawler.signals.connect(self.asked, signals.request_scheduled)
        crawler.signals.connect(self.answered, signals.item_scraped)
        crawler.signals.connect(self.report, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Reporter":
        return cls(crawler)

    def asked(self) -> None:
        self._asked += 1

    def answered(self) -> None:
        self._answered += 1
        if time.monotonic() - self._reported_at > _REPORT_SECONDS:
            self.report()

    def report(self) -> None:
        self._reported_at = time.monotonic()
        sys.stdout.write(json.dumps([self._name, self._answered, max(self._asked, self._answered)]) + "\n")
        sys.stdout.flush()


def main(root: Path, job: dict[str, Any]) -> int:
    """Crawl the job's sources, those of one host one after another; 1 if a spider could not begin."""
    log = {"LOG_FILE": str(root / "crawl.log"), "LOG_FILE_APPEND": False}
    process = AsyncCrawlerProcess(scrapy_settings(root, **log, EXTENSIONS={Reporter: 500}, MINGCE_LOCK=False))
    faults: Faults = {}
    known = spiders(Workspace.open(root), faults)
    chosen = [find(known, name, faults) for name in job["sources"]]
    failed: list[BaseException] = []

    def crawl_next(waiting: Iterator[type[RegistrySpider]]) -> None:
        spider = next(waiting, None)
        if spider is not None:
            given = {"questions": job["questions"][spider.name]} if spider.name in job["questions"] else {}
            process.crawl(spider, **given).add_done_callback(lambda task: done(task, waiting))

    def done(task: "asyncio.Future[None]", waiting: Iterator[type[RegistrySpider]]) -> None:
        error = task.exception()
        if error:
            # What fails before a landing is open leaves no run: this log and the exit status are all there is.
            logging.getLogger(__name__).error("a spider did not begin", exc_info=error)
            failed.append(error)
        crawl_next(waiting)

    for group in _by_host(chosen):
        crawl_next(iter(group))
    process.start()
    return int(bool(failed))


def _by_host(chosen: list[type[RegistrySpider]]) -> list[list[type[RegistrySpider]]]:
    """Spiders that share a host, together: a host's pace holds for all who ask it."""
    groups: dict[frozenset[str], list[type[RegistrySpider]]] = {}
    for spider in chosen:
        hosts = frozenset(spider.source.domains)
        shared = [known for known in groups if known & hosts]
        members = [member for known in shared for member in groups.pop(known)]
        groups[hosts.union(*shared)] = [*members, spider]
    return list(groups.values())


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), json.load(sys.stdin)))
