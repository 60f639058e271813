"""Every barrier that is known, put up by a real site after a few answers, and what a crawl makes of it."""

import asyncio
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from aiohttp import web

from crawlers.catalog import spiders
from crawlers.outcomes import STOPPING
from simulator.server import make_app
from simulator.sites.barriers import BARRIERS
from tests.crawlers.conftest import Night
from tests.simulator.handmade_world import ORDINARY, write_world
from warehouse.history import RunResult

SPIDERS = spiders()
QUESTIONS = [("浙江省", f"张{n}", "清波医院") for n in "甲乙丙丁戊己"]

# Barrier -> outcome of the request that met it.
MET = {
    "ruishu_412": "challenge",
    "ruishu_202": "challenge",
    "jsl_521": "challenge",
    "jsl_512": "challenge",
    "acw": "challenge",
    "forbidden": "challenge",
    "too_many": "rate_limited",
    "too_many_json": "rate_limited",
    "reset": "server_error",
    "click_captcha": "challenge",
    "image_captcha": "challenge",
    "interval": "rate_limited",
    "tomorrow": "rate_limited",
    "quota": "rate_limited",
    "expired": "expired",
    "login": "login",
    "geo_403": "geo_blocked",
    "geo_200": "geo_blocked",
    "new_template": "layout_changed",
}


# Of a question, these are answers.
WORDS = {"too_broad": "too_broad", "no_result": "empty"}


# These leave the page in its form, without its entries: to be met where there are such pages.
LEFT = {
    "too_many_emptied": "rate_limited",
    "login_emptied": "login",
    "busy_emptied": "server_error",
    "tomorrow_overlaid": "rate_limited",
}
INTERFACES = ("cn_sd_register", "cn_xywy_search", "cn_zj_credit")


class Town:
    """The simulated sites, served by a thread of this process, and what they were asked."""

    def __init__(self, world: Path, loop: asyncio.AbstractEventLoop) -> None:
        self._world, self._loop = world, loop
        self._runner: web.AppRunner | None = None
        self.asked: list[str] = []

    def put_up(self, source_id: str, after: int, barrier: str) -> str:
        """Serve the world with the barrier; return the address."""
        settings = {"questions_per_day": 100, "barriers": {str(ORDINARY): {source_id: [after, barrier]}}}
        (self._world / "world.json").write_text(json.dumps(settings), encoding="utf-8")
        return asyncio.run_coroutine_threadsafe(self._serve(), self._loop).result(10)

    async def _serve(self) -> str:
        @web.middleware
        async def record(request: web.Request, handler: Any) -> web.StreamResponse:
            if request.path != "/robots.txt":
                self.asked.append(request.path_qs)
            return await handler(request)  # type: ignore[no-any-return]

        app = make_app(self._world, ORDINARY)
        app.middlewares.append(record)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        return "http://{}:{}".format(*self._runner.addresses[0])

    def close(self) -> None:
        if self._runner:
            asyncio.run_coroutine_threadsafe(self._runner.cleanup(), self._loop).result(10)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("world")
    write_world(folder)
    return folder


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever)
    thread.start()
    yield loop
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture
def town(world: Path, tmp_path: Path, loop: asyncio.AbstractEventLoop) -> Iterator[Town]:
    own = tmp_path / "world"
    own.mkdir()
    (own / "published").symlink_to(world / "published")
    town = Town(own, loop)
    yield town
    town.close()


Crawl = Callable[..., RunResult]


@pytest.fixture
def crawl(town: Town, night: Night) -> Crawl:
    """One run of a source that meets a barrier after so many answers."""

    def run(source_id: str, after: int, barrier: str, **given: Any) -> RunResult:
        settings: dict[str, Any] = {"SIMULATOR": town.put_up(source_id, after, barrier), "RETRY_TIMES": 0}
        if (MET | LEFT).get(barrier) in STOPPING:
            # One after another, as a declared pace has it.
            settings |= {"CONCURRENT_REQUESTS_PER_DOMAIN": 1, "DOWNLOAD_DELAY": 0.2}
        return night.crawl(SPIDERS[source_id], settings=settings, **given)

    return run


def met(night: Night) -> list[str]:
    """Outcomes of the run's requests that were not answers, in order."""
    rows = night.query(
        "SELECT outcome FROM request WHERE outcome NOT IN ('answer', 'unchanged') ORDER BY fetched_at, url"
    )
    return [outcome for (outcome,) in rows]


def test_every_barrier_is_named_here() -> None:
    assert {*MET, *WORDS, *LEFT} == set(BARRIERS)


# Two answers are the index and a list; behind them are over twenty doctors and another list.
@pytest.mark.parametrize(("barrier", "outcome"), MET.items())
def test_a_list_that_runs_into_a_barrier(barrier: str, outcome: str, crawl: Crawl, town: Town, night: Night) -> None:
    result = crawl("cn_haodf_doctor", 2, barrier)
    assert set(met(night)) == {outcome}
    assert result.gone_count == 0
    assert outcome in str(result.reason)
    if outcome in STOPPING:
        assert result.outcome == "blocked"
        assert met(night) == [outcome]
        assert len(town.asked) == 2 + 1  # and nothing after it
    else:
        assert result.outcome == ("failed" if outcome == "layout_changed" else "partial")
        assert len(met(night)) > 1


@pytest.mark.parametrize(
    ("source_id", "after", "barrier"),
    [*((source_id, 0, barrier) for source_id in INTERFACES for barrier in LEFT if barrier.endswith("_emptied")),
     # Two answers are the index and an article.
     ("cn_zj_cancellation", 2, "tomorrow_overlaid")],
)  # fmt: skip
def test_a_page_that_a_barrier_has_emptied_is_not_an_empty_one(
    source_id: str, after: int, barrier: str, crawl: Crawl, night: Night
) -> None:
    result = crawl(source_id, after, barrier)
    assert set(met(night)) == {LEFT[barrier]}
    assert result.outcome == ("blocked" if LEFT[barrier] in STOPPING else "failed")


@pytest.mark.parametrize("barrier", ["click_captcha", "tomorrow"])
def test_a_register_that_puts_up_a_barrier_has_not_said_that_there_is_nobody(
    barrier: str, crawl: Crawl, town: Town, night: Night
) -> None:
    assert crawl("cn_nhc_query", 1, barrier, questions=QUESTIONS).outcome == "blocked"
    assert {*night.query("SELECT outcome FROM question")} == {("empty",), (MET[barrier],)}
    assert len([path for path in town.asked if path.startswith("/doctor/search")]) == 2


@pytest.mark.parametrize(("barrier", "outcome"), WORDS.items())
def test_a_register_that_answers_a_question_with_words_goes_on(
    barrier: str, outcome: str, crawl: Crawl, town: Town, night: Night
) -> None:
    result = crawl("cn_nhc_query", 0, barrier, questions=QUESTIONS)
    assert (result.outcome, result.reason) == ("complete", None)
    assert night.query("SELECT outcome, count(*) FROM question GROUP BY ALL") == [(outcome, len(QUESTIONS))]


def test_a_list_made_over_on_the_way_keeps_what_was_read_before(crawl: Crawl, night: Night) -> None:
    # 43 doctors behind an index and four pages of lists: the last ones are shown in new clothes.
    result = crawl("cn_haodf_doctor", 40, "new_template")
    assert result.outcome == "partial"
    assert result.new_count > 30
    assert set(met(night)) == {"layout_changed"}
