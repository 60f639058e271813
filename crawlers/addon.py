"""One add-on that wires what depends on the source and the workspace, for every spider alike."""

from contextlib import ExitStack
from datetime import datetime
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.settings import BaseSettings

from crawlers.evidence import evidence_path, original_digest
from crawlers.held import Held
from crawlers.previous import PreviousAnswers
from warehouse.errors import WorkspaceError
from warehouse.source import Source
from warehouse.waiting import begun_at
from warehouse.workspace import Workspace, utc_now


class RegistryAddon:
    """The run as its components see it: source, workspace, start, and what earlier runs were answered."""

    def __init__(self, source: Source, workspace: Workspace) -> None:
        self.source = source
        self.workspace = workspace
        self.started_at: datetime = utc_now()
        # What a run that died left, if this one goes on with it.
        self.held: Held | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "RegistryAddon":
        """Open the workspace, locked until the crawl is over; raises WorkspaceError if there is none.

        `scrapy shell` has no source and runs bare.
        """
        source = getattr(crawler.spidercls, "source", None)
        if source is None:
            raise NotConfigured(f"{crawler.spidercls.name} declares no source")
        workspace = Workspace.open(Path(crawler.settings["MINGCE_WORKSPACE"]))
        if crawler.settings.getbool("MINGCE_LOCK"):
            _lock(workspace, crawler)
        return cls(source, workspace)

    @classmethod
    def of(cls, crawler: Crawler) -> "RegistryAddon":
        """Return the run's add-on; components of a spider without a source switch themselves off."""
        addon = crawler.get_addon(cls)
        if addon is None:
            raise NotConfigured
        return addon

    def update_settings(self, settings: BaseSettings) -> None:
        """Say who asks, how fast, and where to; -s on the command line still wins."""
        contact = self.workspace.settings.contact
        settings.set("USER_AGENT", f"mingce/{version('mingce')}{f' (+{contact})' if contact else ''}", "addon")
        simulator = settings.get("SIMULATOR") or self.workspace.settings.simulator
        budgets = [n for n in (self.source.page_budget, self.workspace.settings.pages_per_run) if n]
        settings.set("CLOSESPIDER_PAGECOUNT", min(budgets, default=0), "addon")
        # Without a reactor Scrapy puts its own handlers above an add-on's.
        settings.set("DOWNLOAD_HANDLERS", dict.fromkeys(("http", "https"), "crawlers.route.Route"), "spider")
        if self.source.covering == "lookup":
            # A question waits for the answer to the one before, so that none is asked after a challenge.
            settings.set("CONCURRENT_REQUESTS_PER_DOMAIN", 1, "addon")
        if simulator:
            settings.set("SIMULATOR", simulator, "addon")
            settings.set("HTTPPROXY_ENABLED", False, "addon")
        else:
            settings.set("DOWNLOAD_DELAY", self.source.pace_seconds, "addon")
            settings.set("CONCURRENT_REQUESTS_PER_DOMAIN", 1, "addon")
            settings.set("AUTOTHROTTLE_ENABLED", True, "addon")
            settings.set("AUTOTHROTTLE_START_DELAY", self.source.pace_seconds, "addon")

    def take_up(self) -> Held | None:
        """Go on with the source's run that died, if there is one: its start, and what it was answered."""
        self.held = Held.find(self.workspace, self.source.id, utc_now())
        if self.held:
            self.started_at = begun_at(self.held.folder)
        return self.held

    @cached_property
    def previous(self) -> PreviousAnswers:
        """What earlier runs were answered, read once."""
        return PreviousAnswers.read(self.workspace, self.source.id)

    def keeps(self, evidence_id: str | None) -> bool:
        """Whether an earlier run's evidence is still there; it goes when its time is over."""
        return evidence_id is not None and evidence_path(self.workspace, evidence_id).exists()

    def digest(self, body: bytes) -> str:
        """Keyed digest of an answer's original bytes."""
        return original_digest(self.workspace, body)


def _lock(workspace: Workspace, crawler: Crawler) -> None:
    lock = ExitStack()
    try:
        lock.enter_context(workspace.lock())
    except WorkspaceError as error:
        # As an exception it would stand at the end of a traceback of Scrapy's.
        raise SystemExit(f"mingce: {error}") from None
    crawler.signals.connect(lock.close, signals.engine_stopped, weak=False)
