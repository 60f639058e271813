"""A site whose data only scripts show, in a real Chromium, with every guard around it."""

import json
import shutil
from collections.abc import Callable
from typing import Any

import pytest
from scrapy.http import TextResponse
from warcio.archiveiterator import ArchiveIterator

from crawlers.browser import InBrowser
from crawlers.columns import Found, read_table, table_lines
from crawlers.outcomes import LayoutChanged
from tests.crawlers.conftest import Night
from tests.crawlers.spiders import Doctors
from tests.normalize.people import mobile
from warehouse.source import declare

Serve = Callable[..., None]

PAGE = """<!DOCTYPE html><meta charset=utf-8><title>名单</title><div id=app></div><img src=/logo.png>
<script src=/app.js></script>"""
SCRIPT = """
async function ask(url) { try { return (await fetch(url)).status } catch { return "refused" } }
async function show() {
  const told = {elsewhere: await ask("https://elsewhere.example/leak"), robots: await ask("/private/x")};
  const rows = (await (await fetch("/api/list", {method: "POST", body: JSON.stringify({page: 1})})).json()).rows;
  const cells = [["编号", "姓名"], ...rows].map(r => "<tr>" + r.map(c => `<td>${c}</td>`).join("") + "</tr>");
  document.getElementById("app").innerHTML =
    `<table>${cells.join("")}</table><p id=told>${told.elsewhere} ${told.robots}</p>`;
}
show()"""


class Scripted(InBrowser, Doctors):
    """One page of doctors, as an application shows it."""

    name = "xx_test_scripted"
    source = declare("test", **(Doctors.source.model_dump() | {"id": name}))
    ready = "#app table"

    def first(self) -> Any:
        yield self.ask("https://site.example/app", self.read_item, area=None)

    def read(self, response: TextResponse, area: str | None) -> Found:
        if response.css("#told::text").get() != "refused refused":
            raise LayoutChanged("what is not allowed was answered")
        return read_table(self.source, table_lines(response.css("table")))


@pytest.fixture(autouse=True)
def chromium() -> None:
    if not shutil.which("chromium"):
        pytest.fail("pages made by scripts are read in a real browser: install chromium (apt-get install chromium)")


def test_a_page_made_by_a_script_is_read_and_kept_as_it_was_shown(night: Night, serve: Serve) -> None:
    serve("/robots.txt", "User-agent: *\nDisallow: /private/", Content_Type="text/plain")
    serve("/app", PAGE)
    serve("/app.js", SCRIPT, Content_Type="text/javascript")
    rows = {"rows": [["1", f"张伟 {mobile()}"], ["2", "李娜"]]}
    serve("/api/list", json.dumps(rows), Content_Type="application/json")
    result = night.crawl(Scripted)
    assert (result.outcome, result.reason, result.distinct_count) == ("complete", None, 2)
    assert night.query("SELECT source_key, name, url FROM raw_record ORDER BY 1") == [
        ("1", "张伟 [redacted]", "https://site.example/app"),
        ("2", "李娜", "https://site.example/app"),
    ]
    # Each once; no picture, nothing that robots.txt forbids, nothing elsewhere.
    assert sorted(night.asked) == ["/api/list", "/app", "/app.js"]
    assert {request.headers["Host"] for request, _ in night.site.log} == {"site.example"}
    agents = {request.headers["User-Agent"] for request, _ in night.site.log}
    assert agents == {"mingce/0.1.0"}
    (path,) = night.workspace.evidence(Scripted.name).glob("*.warc.gz")
    with path.open("rb") as file:
        (kept,) = (r.content_stream().read().decode() for r in ArchiveIterator(file) if r.rec_type == "response")
    assert "<td>李娜</td>" in kept
    assert mobile() not in kept


def test_a_barrier_in_place_of_the_application_is_named(night: Night, serve: Serve) -> None:
    serve("/app", "<script>$_ts={}", status=412)
    result = night.crawl(Scripted)
    assert (result.outcome, night.asked) == ("blocked", ["/app"])
