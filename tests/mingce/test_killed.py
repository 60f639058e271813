"""`mingce crawl` killed at any moment, with all it began: the next one loses nothing and doubles nothing."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from tests.mingce.test_evidence import ARTICLE
from warehouse.workspace import Workspace

SOURCE = "cn_zj_cancellation"
COMMAND = (sys.executable, "-c", "from mingce.cli import main; main()", "crawl", SOURCE, "--workspace")
PAGES, KILLS = 24, 10
HISTORY = (
    "SELECT source_record_id, name, url, row_no, sighting FROM raw_record ORDER BY ALL",
    "SELECT source_record_id, content_digest, missed_run_id, closed_run_id FROM spell ORDER BY ALL",
)


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[HTTPServer]:
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
        monkeypatch.setenv("MINGCE_SIMULATOR", server.url_for("").rstrip("/"))
        yield server


def begin(root: Path) -> subprocess.Popen[bytes]:
    # A group of its own, so that the child dies with it.
    return subprocess.Popen([*COMMAND, str(root)], stdout=subprocess.DEVNULL, start_new_session=True)


def is_whole(root: Path) -> bool:
    """Whether a landing waits to be taken in."""
    return any(root.glob("raw/*/*.part/run.json"))


def history(root: Path) -> list[list[Any]]:
    with Workspace.open(root).warehouse() as con:
        return [con.execute(sql).fetchall() for sql in HISTORY]


def test_killed_ten_times_with_all_it_began_nothing_is_lost_or_twice(site: HTTPServer, tmp_path: Path) -> None:
    undisturbed, root = (Workspace.create(tmp_path / name).root for name in ("undisturbed", "killed"))
    began = time.monotonic()
    assert begin(undisturbed).wait() == 0
    usual = time.monotonic() - began

    chance = random.Random(1)
    for n in range(KILLS):
        job, deadline = begin(root), time.monotonic() + chance.uniform(usual / 2, usual)
        # At any moment of reading, and every other time at any moment of what comes after it.
        while job.poll() is None and (not is_whole(root) if n % 2 else time.monotonic() < deadline):
            time.sleep(0.001)
        time.sleep(chance.uniform(0, 0.2) if n % 2 else 0)
        os.killpg(job.pid, signal.SIGKILL)
        job.wait()
    assert begin(root).wait() == 0
    assert history(root) == history(undisturbed)
    assert len(history(root)[0]) == PAGES


def test_what_a_killed_command_had_read_to_the_end_is_not_read_again(site: HTTPServer, tmp_path: Path) -> None:
    root = Workspace.create(tmp_path / "w").root
    job = begin(root)
    while not any(root.glob("raw/*/*.part")):
        time.sleep(0.001)
    # Only the command: the crawl that it began goes on to its end.
    job.kill()
    job.wait()
    while not is_whole(root):
        time.sleep(0.01)
    while begin(root).wait():
        time.sleep(0.1)  # the crawl has not let go of the workspace yet
    with Workspace.open(root).warehouse() as con:
        runs = con.execute("SELECT outcome, distinct_count, new_count FROM run ORDER BY run_id").fetchall()
    assert runs == [("complete", PAGES, PAGES), ("complete", PAGES, 0)]
