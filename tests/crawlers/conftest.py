import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from scrapy.crawler import AsyncCrawlerRunner

from crawlers.base import RegistrySpider
from crawlers.run import scrapy_settings
from tests.crawlers.spiders import Doctors
from warehouse.history import RunResult, take_in_all
from warehouse.workspace import Workspace

DAY_0 = datetime(2026, 3, 1, 2)


@dataclass
class Night:
    """Crawls a spider in this process, night after night, against a server that plays every host."""

    root: Path
    site: HTTPServer
    monkeypatch: pytest.MonkeyPatch
    day: int = -1
    begin: datetime = DAY_0

    @property
    def workspace(self) -> Workspace:
        return Workspace.create(self.root, secret="0" * 32)

    def crawl(self, spider: type[RegistrySpider], *, settings: dict[str, Any] | None = None, **given: Any) -> RunResult:
        """One night: crawl, and take in what was landed."""
        self.land(spider, settings=settings, **given)
        return self.take_in(spider)

    def land(self, spider: type[RegistrySpider], *, settings: dict[str, Any] | None = None, **given: Any) -> None:
        self.day += 1
        self.monkeypatch.setenv("MINGCE_NOW", (self.begin + timedelta(days=self.day)).isoformat())
        changes = {"TWISTED_REACTOR_ENABLED": False, "SIMULATOR": self.site.url_for("").rstrip("/")}
        runner = AsyncCrawlerRunner(scrapy_settings(self.workspace.root, **changes | (settings or {})))
        asyncio.run(runner.create_crawler(spider).crawl_async(**given))

    def take_in(self, spider: type[RegistrySpider]) -> RunResult:
        (result,) = self.take_in_all(spider)
        return result

    def take_in_all(self, spider: type[RegistrySpider] = Doctors) -> list[RunResult]:
        with self.workspace.warehouse() as con:
            return take_in_all(self.workspace, con, {spider.source.id: spider.source})

    def query(self, sql: str) -> list[Any]:
        with self.workspace.warehouse() as con:
            return con.execute(sql).fetchall()

    @property
    def asked(self) -> list[str]:
        """The paths asked so far, robots.txt left out."""
        return [request.full_path.rstrip("?") for request, _ in self.site.log if request.path != "/robots.txt"]


@pytest.fixture
def night(tmp_path: Path, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> Night:
    # Scrapy says on every start that it runs without a reactor.
    logging.getLogger("scrapy").setLevel(logging.CRITICAL)
    httpserver.no_handler_status_code = 404
    return Night(tmp_path / "workspace", httpserver, monkeypatch)


@pytest.fixture
def serve(httpserver: HTTPServer) -> Callable[..., None]:
    """Answer a path with a body; `headers` and `status` as given."""

    def answer(path: str, body: str | bytes = "", *, status: int = 200, **headers: str) -> None:
        shown = {"Content-Type": "text/html"} | {name.replace("_", "-"): value for name, value in headers.items()}
        httpserver.expect_request(path).respond_with_data(body, status=status, headers=shown)

    return answer
