"""`mingce crawl` killed at any moment, with all it began: the next one loses nothing and doubles nothing."""

import multiprocessing
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from crawlers.verify import verify
from mingce.cli import main
from tests.mingce.test_evidence import ARTICLE
from warehouse.errors import WorkspaceError
from warehouse.workspace import Workspace

Begin = Callable[[Path], BaseProcess]
SOURCE = "cn_zj_cancellation"
PAGES, KILLS = 24, 10
HISTORY = (
    "SELECT source_record_id, name, url, row_no, sighting FROM raw_record ORDER BY ALL",
    "SELECT source_record_id, content_digest, missed_run_id, closed_run_id FROM spell ORDER BY ALL",
)


@pytest.fixture
def simulator() -> Iterator[str]:
    """The address of a site of so many bulletins."""
    links = "".join(f'<li><a href="/zxgg/n{n}.html">关于注销王某等医师执业注册的公告</a>' for n in range(PAGES))

    def article(asked: Request) -> Response:
        time.sleep(0.03)
        number = asked.path.removeprefix("/zxgg/n").removesuffix(".html")
        return Response(ARTICLE.replace("王小明", f"王小明{number}"), content_type="text/html")

    with HTTPServer(threaded=True) as server:
        server.no_handler_status_code = 404
        server.expect_request("/zxgg/index.html").respond_with_data(
            f'<meta charset=utf-8><ul class="news">{links}</ul>', content_type="text/html"
        )
        for n in range(PAGES):
            server.expect_request(f"/zxgg/n{n}.html").respond_with_handler(article)
        yield server.url_for("").rstrip("/")


@pytest.fixture
def begin(simulator: str) -> Begin:
    """Begin the command; forked from a process that has imported what it needs, which takes a second each time."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.mingce.test_killed", "mingce.nightly"])

    def begin(root: Path) -> BaseProcess:
        job = context.Process(target=crawl, args=(root, simulator))
        job.start()
        return job

    return begin


def crawl(root: Path, simulator: str) -> None:
    os.setsid()  # a group of its own, so that all it begins can be killed with it
    os.environ["MINGCE_SIMULATOR"] = simulator
    main(["crawl", SOURCE, "--workspace", str(root)])


def end_of(job: BaseProcess) -> int | None:
    job.join()
    return job.exitcode


def wait_for(root: Path) -> None:
    """Wait until all that held the workspace is gone: of those killed together, too, one is the last."""
    while True:
        with suppress(WorkspaceError), Workspace.open(root).lock():
            return
        time.sleep(0.01)


def is_whole(root: Path) -> bool:
    """Whether a landing waits to be taken in."""
    return any(root.glob("raw/*/*.part/run.json"))


def history(root: Path) -> list[list[Any]]:
    with Workspace.open(root).warehouse() as con:
        return [con.execute(sql).fetchall() for sql in HISTORY]


def test_killed_ten_times_with_all_it_began_nothing_is_lost_or_twice(begin: Begin, tmp_path: Path) -> None:
    undisturbed, root = (Workspace.create(tmp_path / name).root for name in ("undisturbed", "killed"))
    began = time.monotonic()
    assert end_of(begin(undisturbed)) == 0
    usual = time.monotonic() - began

    chance = random.Random(1)
    for n in range(KILLS):
        job, deadline = begin(root), time.monotonic() + chance.uniform(usual / 3, usual)
        # At any moment of reading, and every other time at any moment of what comes after it.
        while job.is_alive() and (not is_whole(root) if n % 2 else time.monotonic() < deadline):
            time.sleep(0.001)
        time.sleep(chance.uniform(0, 0.2) if n % 2 else 0)
        assert job.pid
        with suppress(ProcessLookupError):  # it was as fast as that
            os.killpg(job.pid, signal.SIGKILL)
        job.join()
        wait_for(root)
    assert end_of(begin(root)) == 0
    assert history(root) == history(undisturbed)
    assert len(history(root)[0]) == PAGES
    (verdict,) = verify(Workspace.open(root))
    assert verdict.faults == []


def test_what_a_killed_command_had_read_to_the_end_is_not_read_again(begin: Begin, tmp_path: Path) -> None:
    root = Workspace.create(tmp_path / "w").root
    job = begin(root)
    while not any(root.glob("raw/*/*.part")):
        time.sleep(0.001)
    # Only the command: the crawl that it began goes on to its end.
    job.kill()
    job.join()
    wait_for(root)
    assert is_whole(root)
    assert end_of(begin(root)) == 0
    with Workspace.open(root).warehouse() as con:
        runs = con.execute("SELECT outcome, distinct_count, new_count FROM run ORDER BY run_id").fetchall()
    assert runs == [("complete", PAGES, PAGES), ("complete", PAGES, 0)]
