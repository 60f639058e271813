"""Answering from what a run holds already, in place of the network."""

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawlers.addon import RegistryAddon


class Replay:
    """Names every request by its fingerprint, as first asked, and answers from what the run holds.

    It stands behind the guards of hosts and robots.txt: what they refuse today is not read today.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._addon = RegistryAddon.of(crawler)
        assert crawler.request_fingerprinter is not None
        self._fingerprint = crawler.request_fingerprinter.fingerprint

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Replay":
        return cls(crawler)

    def process_request(self, request: Request) -> Response | None:
        """Return the answer that is held. A redirect keeps the fingerprint of what was asked."""
        fingerprint = request.meta.setdefault("fingerprint", self._fingerprint(request).hex())
        held = self._addon.held
        note = held.note(fingerprint) if held and not request.meta.get("is_again") else None
        if held is None or note is None:
            return None
        response = held.answer(note)
        if response is not None:
            request.meta["note"] = note
        return response
