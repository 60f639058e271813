"""Hosts: only those declared are asked, whatever a link, a redirect or a name leads to."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from scrapy import Request
from werkzeug import Response as Answer

from crawlers.middlewares import HostGuard
from crawlers.outcomes import RefusedHost
from crawlers.route import is_public_address
from tests.crawlers.conftest import Night
from tests.crawlers.spiders import Doctors, Many, index, table

Serve = Callable[..., None]
SOURCE = Doctors.source


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
