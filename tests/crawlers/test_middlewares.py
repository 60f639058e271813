from collections.abc import Callable
from itertools import pairwise
from socket import socket
from time import monotonic

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse
from werkzeug import Request as Asked
from werkzeug import Response as Answer

from crawlers.middlewares import TrueCharset
from tests.crawlers.conftest import Night
from tests.crawlers.spiders import Doctors, Many, index, table

Serve = Callable[..., None]
SOURCE = Doctors.source


# ---- robots.txt ---------------------------------------------------------------------------------------------


def test_ten_forbidden_pages_asked_at_once_are_all_refused(night: Night, serve: Serve) -> None:
    serve("/robots.txt", "User-agent: *\nDisallow: /secret/", Content_Type="text/plain")
    result = night.crawl(Many)
    assert night.asked == []
    assert (result.outcome, result.reason) == ("failed", "robots x 10: https://site.example/secret/0")


def test_pages_that_robots_allow_are_asked(night: Night, serve: Serve) -> None:
    serve("/robots.txt", "User-agent: *\nDisallow: /other/", Content_Type="text/plain")
    night.crawl(Many)
    assert len(night.asked) == 10


@pytest.mark.parametrize(("status", "asked"), [(404, 10), (410, 10), (403, 10), (500, 0), (503, 0), (429, 0)])
def test_missing_robots_allow_and_those_that_cannot_be_shown_forbid(
    status: int, asked: int, night: Night, serve: Serve
) -> None:
    # What stands on an error page is no rule.
    serve("/robots.txt", "User-agent: *\nDisallow: /", status=status, Content_Type="text/plain")
    result = night.crawl(Many, settings={"RETRY_TIMES": 0})
    assert len(night.asked) == asked
    assert ("robots_unreachable x 10" in str(result.reason)) == (asked == 0)


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("https://other.example/robots.txt", "refused_host"),
        ("http://site.example/robots.txt", "refused_host"),
        ("/login?back=/robots.txt", "robots_unreachable"),
    ],
)
def test_robots_that_lead_elsewhere_forbid(location: str, reason: str, night: Night, serve: Serve) -> None:
    serve("/robots.txt", status=302, Location=location)
    result = night.crawl(Many)
    assert night.asked == []
    assert (result.outcome, str(result.reason).partition(" ")[0]) == ("failed", reason)


@pytest.mark.parametrize(("status", "body"), [(412, ""), (503, "<script>$_ts=1</script>"), (521, "")])
def test_robots_behind_a_challenge_end_the_run(status: int, body: str, night: Night, serve: Serve) -> None:
    serve("/robots.txt", body, status=status)
    result = night.crawl(Many)
    assert night.asked == []
    assert (result.outcome, str(result.reason).partition(" ")[0]) == ("blocked", "challenge")
    assert len(night.site.log) == 1


def test_a_host_whose_robots_cannot_be_reached_is_asked_nothing(night: Night) -> None:
    with socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        result = night.crawl(Many, settings={"RETRY_TIMES": 0, "SIMULATOR": address})
    assert (result.outcome, result.reason) == ("failed", "robots_unreachable x 10: https://site.example/secret/0")


def test_a_delay_that_robots_ask_for_is_kept(night: Night, serve: Serve) -> None:
    serve("/robots.txt", "User-agent: *\nCrawl-delay: 0.2", Content_Type="text/plain")
    times: list[float] = []

    def page(request: Asked) -> Answer:
        times.append(monotonic())
        return Answer(table(("1", "张伟")), content_type="text/html")

    for path in ("/a", "/b", "/c"):
        night.site.expect_request(path).respond_with_handler(page)
    serve("/index.html", index("/a", "/b", "/c"))
    night.crawl(Doctors)
    assert len(times) == 3
    assert all(later - sooner > 0.15 for sooner, later in pairwise(times))


# ---- patience and budget ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("seconds", "asked", "outcome"), [("1", 2, "complete"), ("301", 1, "partial")])
def test_a_site_that_asks_for_time_is_given_it_within_bounds(
    seconds: str, asked: int, outcome: str, night: Night, serve: Serve
) -> None:
    times: list[float] = []

    def page(request: Asked) -> Answer:
        times.append(monotonic())
        if len(times) == 1:
            return Answer(status=503, headers={"Retry-After": seconds})
        return Answer(table(("1", "张伟")), content_type="text/html")

    serve("/index.html", index("/1"))
    night.site.expect_request("/1").respond_with_handler(page)
    assert night.crawl(Doctors).outcome == outcome
    assert len(times) == asked
    assert times[-1] - times[0] >= asked - 1


def test_a_challenge_is_not_asked_again_whatever_its_status(night: Night, serve: Serve) -> None:
    serve("/index.html", index("/1"))
    serve("/1", "<script>document.cookie='__jsl_clearance=1'</script>", status=503, Retry_After="1")
    result = night.crawl(Doctors)
    assert (result.outcome, result.reason) == ("blocked", "challenge: https://site.example/1")
    assert night.asked == ["/index.html", "/1"]


def test_a_run_that_has_used_up_its_pages_ends_partial(night: Night, serve: Serve) -> None:
    paths = [f"/{n}" for n in range(30)]
    serve("/index.html", index(*paths))
    for path in paths:
        serve(path, table((path[1:], "张伟")))

    class Few(Doctors):
        source = Doctors.source.model_copy(update={"page_budget": 10})

    result = night.crawl(Few)
    assert (result.outcome, result.reason) == ("partial", "ended early: closespider_pagecount")
    assert len(night.site.log) == 10


# ---- encodings ----------------------------------------------------------------------------------------------

NAMES = "张伟、㐱、䶮、𠮷、阿依古丽·买买提"


@pytest.mark.parametrize(
    ("encoding", "claimed"),
    [("gb18030", "utf-8"), ("utf-8", "gbk"), ("gb18030", "iso-8859-1"), ("utf-8", "utf-8"), ("gb18030", "gb2312")],
)
def test_bytes_say_what_they_are_whatever_the_header_claims(encoding: str, claimed: str) -> None:
    response = HtmlResponse(
        "https://site.example/",
        body=f"<p>{NAMES}</p>".encode(encoding),
        headers={"Content-Type": f"text/html; charset={claimed}"},
    )
    read = TrueCharset(SOURCE).process_response(Request("https://site.example/"), response)
    assert read.css("p::text").get() == NAMES


def test_a_pinned_encoding_holds_where_bytes_cannot_tell() -> None:
    source = SOURCE.model_copy(update={"encoding": "big5"})
    response = HtmlResponse("https://site.example/", body="<p>陳醫師</p>".encode("big5"))
    read = TrueCharset(source).process_response(Request("https://site.example/"), response)
    assert read.css("p::text").get() == "陳醫師"


# ---- what has not changed -----------------------------------------------------------------------------------


def test_a_page_with_a_validator_is_asked_conditionally_and_renewed(night: Night, serve: Serve) -> None:
    def detail(request: Asked) -> Answer:
        if request.headers.get("If-None-Match") == '"a"':
            return Answer(status=304)
        return Answer(table(("1", "张伟")), headers={"ETag": '"a"', "Content-Type": "text/html"})

    serve("/index.html", index("/1"))
    night.site.expect_request("/1").respond_with_handler(detail)
    assert night.crawl(Doctors).new_count == 1
    again = night.crawl(Doctors)
    assert (again.outcome, again.distinct_count, again.new_count, again.gone_count) == ("complete", 1, 0, 0)
    assert night.query("SELECT request_counts FROM run ORDER BY started_at") == [
        ('{"answer": 2}',),
        ('{"answer": 1, "unchanged": 1}',),
    ]


def test_a_page_without_a_validator_is_compared_by_its_bytes(night: Night, serve: Serve) -> None:
    serve("/index.html", index("/1"))
    serve("/1", table(("1", "张伟")))
    night.crawl(Doctors)
    assert night.crawl(Doctors).distinct_count == 1
    assert night.query("SELECT request_counts FROM run ORDER BY started_at DESC LIMIT 1") == [
        ('{"answer": 1, "unchanged": 1}',)
    ]


def test_what_was_gone_and_is_back_is_read_anew(night: Night) -> None:
    listed = {"paths": ["/1", "/2"]}
    night.site.expect_request("/index.html").respond_with_handler(
        lambda _: Answer(index(*listed["paths"]), content_type="text/html")
    )
    for n in (1, 2):
        night.site.expect_request(f"/{n}").respond_with_data(table((str(n), "张伟")), content_type="text/html")
    night.crawl(Doctors)
    listed["paths"] = ["/1"]
    # No total is stated, so it takes two readings.
    assert [night.crawl(Doctors).gone_count for _ in range(2)] == [0, 1]
    listed["paths"] = ["/1", "/2"]
    assert night.crawl(Doctors).new_count == 1
    assert night.query("SELECT count(*) FROM spell WHERE closed_run_id IS NULL") == [(2,)]


def test_answers_of_a_failed_run_renew_nothing(night: Night, serve: Serve) -> None:
    serve("/index.html", index("/1", "/2"))
    serve("/1", table(("1", "张伟")))
    bodies = iter(["<p>改版", table(("2", "李娜"))])
    night.site.expect_request("/2").respond_with_handler(lambda _: Answer(next(bodies), content_type="text/html"))
    assert night.crawl(Doctors).outcome == "failed"
    assert night.crawl(Doctors).new_count == 2
