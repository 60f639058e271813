"""The one way from a spider to the workspace: pages are stripped of personal data, proved, counted and landed."""

import logging
from collections import Counter
from datetime import date, datetime
from typing import Any
from urllib.parse import unquote

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from crawlers.addon import RegistryAddon
from crawlers.base import Page, Question
from crawlers.columns import Row
from crawlers.evidence import Evidence
from crawlers.outcomes import Tally
from crawlers.shapes import Lookup
from normalize.dates import clean_date
from normalize.privacy import REDACTED, holds_personal, redact
from warehouse.days import day_of
from warehouse.landing import Landing
from warehouse.workspace import utc_now

logger = logging.getLogger(__name__)


class LandingPipeline:
    """Lands one run. Without its last step, run.json, history takes the run for one that died."""

    def __init__(self, addon: RegistryAddon, crawler: Crawler) -> None:
        self._addon = addon
        self._crawler = crawler
        self._source = addon.source
        self._tally = Tally()
        self._undeclared: set[str] = set()
        self._stated_counts: dict[str, int] = {}
        self._asserted: set[date] = set()
        self._rows_by_question: Counter[str] = Counter()
        # The last answer that was proved, with digest and evidence id.
        self._proved: tuple[Response | None, tuple[str | None, str | None]] = None, (None, None)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "LandingPipeline":
        pipeline = cls(RegistryAddon.of(crawler), crawler)
        crawler.signals.connect(pipeline.spider_error, signals.spider_error)
        crawler.signals.connect(pipeline.item_error, signals.item_error)
        crawler.signals.connect(pipeline.spider_closed, signals.spider_closed)
        return pipeline

    def open_spider(self) -> None:
        """Open the landing, so that a run that dies leaves a trace; or go on with the one that died."""
        kind = "lookup" if self._source.covering == "lookup" else "crawl"
        held = self._addon.take_up()
        self._landing = Landing(
            self._addon.workspace, self._source, kind, self._addon.started_at, held.folder if held else None
        )
        self._evidence = Evidence(self._addon.workspace, self._landing.run_id)
        if held:
            logger.info("going on with %s, which holds %d answers", self._landing.run_id, len(held))
            self._evidence.resume(held.count, held.end)
        if isinstance(self._crawler.spider, Lookup):
            # A run is about what it set out to ask: a resumed one asks that, and not what is wanted today.
            if self._landing.questions is not None:
                self._crawler.spider.questions = [Question(*parts) for parts in self._landing.questions]
            self._landing.will_ask(self._crawler.spider.questions)

    def process_item(self, page: Page) -> Page:
        """Land one page."""
        meta = page.response.meta if page.response else {}
        now = meta["note"]["fetched_at"] if "note" in meta else utc_now()
        rows = impersonal(page.rows)
        self._count_redacted(rows, page.url)
        digest, evidence_id = self._prove(page.response, rows, now) if page.response else (None, None)
        count = self._landing.add_rows(
            rows, address=page.address, url=page.url, retrieved_at=now, evidence_id=evidence_id
        )
        self._landing.fetched(
            address=page.address,
            url=page.url,
            outcome=page.outcome,
            http_status=page.response.status if page.response else None,
            row_count=count,
            etag=_header(page.response, "ETag"),
            last_modified=_header(page.response, "Last-Modified"),
            body_digest=digest,
            evidence_id=evidence_id,
            fingerprint=meta.get("fingerprint"),
            fetched_at=now,
        )
        self._count(page)
        for issue in page.issues:
            self._landing.reject(**issue._asdict(), url=page.url)
        for heading in sorted(page.undeclared - self._undeclared):
            self._undeclared.add(heading)
            self._landing.reject(
                field="column",
                value=redact(heading)[:80],
                reason="the column is not declared; it was not read",
                url=page.url,
            )
        if page.stated_count is not None:
            self._stated_counts[page.address] = page.stated_count
        if page.asserted_on:
            self._note_asserted(page.asserted_on, page.url)
        self._rows_by_question[page.address] += count if self._source.covering == "lookup" else 0
        if page.question:
            self._landing.asked(
                address=page.address,
                **page.question._asdict(),
                asked_at=now,
                outcome=page.outcome,
                row_count=self._rows_by_question.pop(page.address, 0),
            )
        return page

    def spider_error(self, failure: Failure, response: Any) -> None:
        """Note an error of ours: the run has failed."""
        self._tally.errors.append(f"{type(failure.value).__name__} while reading {getattr(response, 'url', 'nothing')}")

    def item_error(self, item: Page, failure: Failure) -> None:
        """Likewise."""
        self._tally.errors.append(f"{type(failure.value).__name__} while landing {item.url}")

    def spider_closed(self, reason: str) -> None:
        """Give the verdict and close the landing."""
        outcome, why = self._tally.verdict(reason)
        digest = self._evidence.close()
        if self._source.asserts == "live":
            self._asserted = {day_of(self._addon.started_at)}
        self._landing.close(
            outcome,
            utc_now(),
            reason=why,
            # Pages that disagree were read while the site changed: the earlier day is the one all of them reach.
            asserted_on=min(self._asserted, default=None),
            stated_count=sum(self._stated_counts.values()) if self._stated_counts else None,
            evidence_digest=digest,
        )

    def _prove(self, response: Response, rows: list[Row], at: datetime) -> tuple[str | None, str | None]:
        """Digest of an answer, and where its bytes are kept: with an earlier run if they were the same."""
        if response is self._proved[0]:
            return self._proved[1]
        meta = response.meta
        known = self._addon.previous.find(response.url)
        if "note" in meta:
            proof = meta["note"]["body_digest"], meta["note"]["evidence_id"]
        elif response.status == 304:
            proof = (known.body_digest, known.evidence_id) if known else (None, None)
        elif known and known.body_digest == meta["body_digest"] and self._addon.keeps(known.evidence_id):
            proof = known.body_digest, known.evidence_id
        else:
            proof = meta["body_digest"], self._evidence.keep(response, rows, at)
        # A page may be about several questions; its bytes are kept once.
        self._proved = response, proof
        return proof

    def _count(self, page: Page) -> None:
        """Count what came of a request, unless it is asked again."""
        if page.is_asked_again:
            self._rows_by_question.pop(page.address, None)
            return
        kind = page.response.cb_kwargs["read"] if page.response else ""
        # An address of its own can only come from a list.
        is_linked = page.response is not None and page.response.meta.get("is_renewable", False)
        self._tally.add(page.outcome, _where(page), kind, is_linked=is_linked)
        if page.outcome == "not_found" and is_linked:
            self._landing.reject(field="url", reason="the list links to it, and it is not found", url=page.url)

    def _count_redacted(self, rows: list[Row], url: str) -> None:
        changed = Counter(name for row in rows for name, value in row.items() if value and REDACTED in value)
        for name, count in changed.items():
            self._landing.reject(field=name, reason=f"personal identifiers removed from {count} values", url=url)

    def _note_asserted(self, text: str, url: str) -> None:
        try:
            day = clean_date(text)
        except ValueError as error:
            self._landing.reject(field="asserted_on", value=text[:80], reason=str(error), url=url)
            return
        if day is not None:
            self._asserted.add(day)


def impersonal(rows: list[Row]) -> list[Row]:
    """The rows with everything personal cut out of their values.

    Pages come without it; what a spider puts together from pieces of one is looked at once more.
    """
    # A line break ends a number, so one look at all values finds what a look at each would.
    if not holds_personal("\n".join(value for row in rows for value in row.values() if value)):
        return rows
    return [{name: redact(value) if value else value for name, value in row.items()} for row in rows]


def _where(page: Page) -> str:
    """Where an outcome was met and, if the layout changed, what was missing. No query: it may name a person."""
    where = unquote(page.url.partition("?")[0])
    return f"{where}: {page.note}" if page.note and page.outcome == "layout_changed" else where


def _header(response: Response | None, name: str) -> str | None:
    value = response.headers.get(name) if response else None
    return value.decode("latin-1") if value else None
