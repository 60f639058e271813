"""The real thing: child processes, with a reactor, as `mingce crawl` and `scrapy crawl` run them."""

import subprocess
import sys
import time
from pathlib import Path
from threading import Event

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from crawlers.catalog import sources
from crawlers.run import crawl
from warehouse.errors import MingceError, WorkspaceError
from warehouse.history import take_in_all
from warehouse.workspace import Workspace

ROOT = Path(__file__).parents[2]
INDEX = '<meta charset=utf-8><ul class="news"><li>暂无公告</ul>'
NO_RESULT = '<meta charset=utf-8><div class="modal-body">未查询到符合条件的医师</div>'


@pytest.fixture
def workspace(tmp_path: Path, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    httpserver.no_handler_status_code = 404
    httpserver.expect_request("/zxgg/index.html").respond_with_data(INDEX, content_type="text/html")
    httpserver.expect_request("/doctor/search").respond_with_data(NO_RESULT, content_type="text/html")
    monkeypatch.setenv("MINGCE_NOW", "2026-03-01T02:00:00")
    root = Workspace.create(tmp_path / "workspace", secret="0" * 32).root
    (root / "mingce.toml").write_text(
        f'secret = "{"0" * 32}"\ncontact = "https://example.org/contact"\nsimulator = "{httpserver.url_for("")}"\n'
    )
    return Workspace.open(root)


def outcomes(workspace: Workspace) -> dict[str, tuple[str, str | None]]:
    with workspace.warehouse() as con:
        return {r.source_id: (r.outcome, r.reason) for r in take_in_all(workspace, con, sources())}


def test_several_sources_are_crawled_together_and_report_their_pages(
    workspace: Workspace, httpserver: HTTPServer
) -> None:
    told: list[tuple[str, int, int]] = []
    crawl(
        workspace,
        ["cn_zj_cancellation", "cn_zj_register", "cn_nhc_query"],
        {"cn_nhc_query": [("浙江省", "张伟", "清波医院")]},
        progress=lambda *line: told.append(line),
    )
    assert outcomes(workspace) == {
        "cn_nhc_query": ("complete", None),
        "cn_zj_cancellation": ("complete", None),
        "cn_zj_register": ("partial", "not_found: https://wsjkw.zj.gov.cn/doctor/index.html"),
    }
    assert told[-1][1:] == (3, 3)
    assert "Spider closed" in (workspace.root / "crawl.log").read_text(encoding="utf-8")
    agents = {request.headers["User-Agent"] for request, _ in httpserver.log}
    assert agents == {"mingce/0.1.0 (+https://example.org/contact)"}
    hosts = {request.headers["Host"] for request, _ in httpserver.log}
    assert hosts == {"zgcx.nhc.gov.cn", "wsjkw.zj.gov.cn"}


def test_a_crawl_that_cannot_begin_says_so(workspace: Workspace) -> None:
    (workspace.root / "mingce.toml").write_text("secret = 1")
    with pytest.raises(MingceError, match=r"the crawl ended with status 1; see .*crawl\.log"):
        crawl(workspace, ["cn_zj_cancellation"], {})


def test_a_run_that_cannot_be_landed_says_so_and_the_others_go_on(workspace: Workspace) -> None:
    (workspace.root / "raw" / "cn_nhc_query").write_text("in the way")
    with pytest.raises(MingceError, match="the crawl ended with status 1"):
        crawl(workspace, ["cn_nhc_query", "cn_zj_cancellation"], {"cn_nhc_query": [("浙江省", "张伟", "清波医院")]})
    assert outcomes(workspace) == {"cn_zj_cancellation": ("complete", None)}


def scrapy(workspace: Workspace, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scrapy", *arguments, "-s", f"MINGCE_WORKSPACE={workspace.root}"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)


def is_locked(workspace: Workspace) -> bool:
    try:
        with workspace.lock():
            return False
    except WorkspaceError:
        return True


def test_scrapys_own_commands_work(workspace: Workspace, httpserver: HTTPServer) -> None:
    were_locked: list[bool] = []

    def answer(_: Request) -> Response:
        were_locked.append(is_locked(workspace))
        return Response(INDEX, content_type="text/html")

    httpserver.clear()
    httpserver.no_handler_status_code = 404
    httpserver.expect_request("/zxgg/index.html").respond_with_handler(answer)
    assert "cn_zj_cancellation" in scrapy(workspace, "list").stdout.split()
    assert scrapy(workspace, "crawl", "cn_zj_cancellation").returncode == 0
    assert were_locked == [True]
    assert outcomes(workspace) == {"cn_zj_cancellation": ("complete", None)}


def test_scrapys_crawl_stays_out_of_a_workspace_at_work(workspace: Workspace) -> None:
    with workspace.lock():
        refused = scrapy(workspace, "crawl", "cn_zj_cancellation")
    assert refused.returncode == 1
    assert refused.stderr.endswith(f"\nmingce: {workspace.root}: another mingce is at work here\n")
    assert "Traceback" not in refused.stderr
    assert outcomes(workspace) == {}


def test_a_crawl_whose_parent_was_killed_keeps_others_out_until_it_is_over(
    workspace: Workspace, httpserver: HTTPServer
) -> None:
    asked, may_answer = Event(), Event()

    def answer(_: Request) -> Response:
        asked.set()
        may_answer.wait(60)
        return Response(INDEX, content_type="text/html")

    httpserver.clear()
    httpserver.no_handler_status_code = 404
    httpserver.expect_request("/zxgg/index.html").respond_with_handler(answer)
    script = (
        "import sys; from pathlib import Path\n"
        "from crawlers.run import crawl; from warehouse.workspace import Workspace\n"
        "w = Workspace.open(Path(sys.argv[1]))\n"
        "with w.lock(): crawl(w, ['cn_zj_cancellation'], {})"
    )
    with subprocess.Popen([sys.executable, "-c", script, str(workspace.root)], cwd=ROOT) as parent:
        assert asked.wait(60)
        parent.kill()
    assert is_locked(workspace)
    may_answer.set()
    deadline = time.monotonic() + 60
    while is_locked(workspace):
        assert time.monotonic() < deadline, "the crawl did not end"
        time.sleep(0.1)
    assert outcomes(workspace) == {"cn_zj_cancellation": ("complete", None)}
