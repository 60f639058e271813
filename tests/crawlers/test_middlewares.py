import re
from collections.abc import Callable
from itertools import pairwise
from socket import socket
from time import monotonic
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse
from werkzeug import Request as Asked
from werkzeug import Response as Answer

from crawlers.middlewares import HostGuard, TrueCharset
from crawlers.outcomes import RefusedHost
from crawlers.route import is_public_address
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


# ---- hosts --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "https://site.example/a",
        "https://www.Site.Example/a",
        "https://site.example:443/a",
        # Full-width letters and stops are the same name; so says IDNA.
        "https://ｓｉｔｅ。example/a",
        "https://site.example/@other.example/",
    ],
)
def test_declared_hosts_and_those_below_them_are_asked(url: str) -> None:
    HostGuard(SOURCE).process_request(Request(url))


@pytest.mark.parametrize(
    "url",
    [
        # Names made to look like it.
        "https://site.example.org/",
        "https://site.example.evil.example/",
        "https://notsite.example/",
        "https://site-example/",
        "https://evil.example/site.example/",
        "https://evil.example/?site.example",
        "https://evil.example/#site.example",
        "https://site.example;evil.example/",
        "https://site.example%2eevil.example/",
        "https://site.example\t.evil.example/",
        "https://sıte.example/",
        "https://xn--ste-dpa.example/",
        # Names before an @.
        "https://site.example@other.example/",
        "https://site.example:443@other.example/",
        "https://someone@site.example/",
        # Without what proves who answers.
        "http://site.example/a",
        "http://site.example:80/a",
        # Another service, another spelling.
        "https://site.example:8443/a",
        "http://site.example:22/",
        "https://site.example./a",
        "https://site.example../a",
        # Addresses, however they are written.
        "http://127.0.0.1/",
        "http://2130706433/",
        "http://0177.0.0.1/",
        "http://0x7f000001/",
        "http://127.1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://169.254.169.254/latest/",
        "http://10.0.0.1/",
        # No host of the web at all.
        "http:///site.example/",
        "ftp://site.example/",
        "file:///etc/hostname",
        "data:text/html,site.example",
    ],
)
def test_any_other_host_is_refused(url: str) -> None:
    with pytest.raises(RefusedHost):
        HostGuard(SOURCE).process_request(Request(url))


def test_a_source_declared_without_tls_is_asked_with_or_without_it() -> None:
    guard = HostGuard(SOURCE.model_copy(update={"url": "http://site.example/"}))
    for url in ("http://site.example/a", "https://site.example/a"):
        guard.process_request(Request(url))


def test_a_link_or_a_redirect_that_leaves_tls_is_not_followed(night: Night, serve: Serve) -> None:
    serve("/index.html", index("http://site.example/1", "/2", "/3"))
    serve("/1", table(("1", "张伟")))
    serve("/2", status=302, Location="http://site.example/4")
    serve("/3", table(("3", "王芳")))
    result = night.crawl(Doctors)
    assert (result.outcome, result.reason, result.new_count) == (
        "partial",
        "refused_host x 2: http://site.example/1",
        1,
    )
    assert sorted(night.asked) == ["/2", "/3", "/index.html"]


def test_a_redirect_off_the_host_is_refused_and_recorded(night: Night, serve: Serve) -> None:
    serve("/index.html", index("/1", "/2"))
    serve("/1", status=302, Location="https://www.other.example/doctor")
    serve("/2", table(("2", "张伟")))
    result = night.crawl(Doctors)
    assert (result.outcome, result.reason) == (
        "partial",
        "refused_host: https://www.other.example/doctor",
    )
    assert night.query("SELECT address, url FROM request WHERE outcome = 'refused_host'") == [
        ("https://site.example/1", "https://www.other.example/doctor")
    ]
    assert sorted(night.asked) == ["/1", "/2", "/index.html"]


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 302, "Location": "//other.example/"},
        {"status": 301, "Location": "https://site.example@other.example/"},
        {"status": 307, "Location": "http://169.254.169.254/"},
        {"body": '<meta http-equiv="refresh" content="0; url=https://other.example/">'},
    ],
)
def test_no_way_off_the_host_is_taken(answer: dict[str, Any], night: Night, serve: Serve) -> None:
    serve("/index.html", **answer)
    result = night.crawl(Doctors)
    assert (result.outcome, str(result.reason).partition(":")[0]) == ("failed", "refused_host")
    assert night.asked == ["/index.html"]


def test_a_redirect_to_what_was_asked_already_has_its_own_outcome(night: Night, serve: Serve) -> None:
    serve("/index.html", index("/1", "/2"))
    serve("/1", table(("1", "张伟")))
    serve("/2", status=302, Location="/1")
    assert night.crawl(Doctors).outcome == "complete"
    assert night.query("SELECT address, outcome FROM request ORDER BY address") == [
        ("https://site.example/1", "answer"),
        ("https://site.example/2", "answer"),
        ("https://site.example/index.html", "answer"),
    ]


def test_redirects_that_never_end_are_not_followed_for_ever(night: Night, serve: Serve) -> None:
    night.site.expect_request(re.compile("/secret/.*")).respond_with_handler(
        lambda request: Answer(status=302, headers={"Location": f"{request.path}a"})
    )
    assert night.crawl(Many).reason == "server_error x 10: https://site.example/secret/0aaaaa"


def test_a_declared_name_that_leads_to_this_machine_is_refused(night: Night, serve: Serve) -> None:
    class Local(Doctors):
        source = Doctors.source.model_copy(
            update={"domains": ("localhost",), "url": f"http://localhost:{night.site.port}/", "pace_seconds": 0}
        )
        start_url = f"http://localhost:{night.site.port}/index.html"

    serve("/index.html", index())
    result = night.crawl(Local, settings={"SIMULATOR": None, "RETRY_TIMES": 0})
    assert (result.outcome, result.reason) == ("failed", f"refused_host: {Local.start_url}")
    assert night.site.log == []


@pytest.mark.parametrize(
    ("address", "is_public"),
    [
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:10.0.0.1", False),
        ("2002:7f00:1::", False),
        ("2002:808:808::", True),
        ("64:ff9b::808:808", True),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::a00:1", False),
        ("64:ff9b:1::a00:1", False),
        ("::127.0.0.1", False),
        ("::ffff:0:127.0.0.1", False),
        ("2001:0:7f00:1::", False),
        ("fec0::1", False),
    ],
)
def test_what_addresses_are_public(address: str, is_public: bool) -> None:
    assert is_public_address(address) is is_public


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
