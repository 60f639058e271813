"""Answers that are too much, too long, too slow, or torn off: each has a name, none is cut to fit."""

import gzip
import ssl
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import brotli  # type: ignore[import-untyped]
import pytest
from backports import zstd
from pytest_httpserver import HTTPServer
from werkzeug import Request as Asked
from werkzeug import Response as Answer

from crawlers.formats import open_tables
from tests.crawlers.conftest import Night
from tests.crawlers.spiders import Doctors, Many, index, table
from warehouse.errors import FileError

Serve = Callable[..., None]
PAGE = table(*((str(n), "张伟") for n in range(400))).encode()
SMALL = {"DOWNLOAD_MAXSIZE": 50_000, "RETRY_TIMES": 0}


def test_a_page_that_is_too_large_is_not_read(night: Night, serve: Serve) -> None:
    serve("/index.html", index("/1"))
    serve("/1", PAGE * 10)
    result = night.crawl(Doctors, settings=SMALL)
    assert (result.outcome, result.reason) == ("partial", "server_error: https://site.example/1")


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [("gzip", gzip.compress), ("deflate", zlib.compress), ("br", brotli.compress), ("zstd", zstd.compress)],
)
def test_a_page_that_unpacks_to_too_much_is_not_read(
    encoding: str, pack: Callable[[bytes], bytes], night: Night, serve: Serve
) -> None:
    bomb = pack(PAGE * 100)
    assert len(bomb) < SMALL["DOWNLOAD_MAXSIZE"]
    serve("/index.html", index("/1"))
    serve("/1", bomb, Content_Encoding=encoding)
    result = night.crawl(Doctors, settings=SMALL)
    assert (result.outcome, result.reason) == ("partial", "server_error: https://site.example/1")


@pytest.mark.parametrize(("encoding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
def test_a_packed_page_is_read_whole_or_not_at_all(
    encoding: str, pack: Callable[[bytes], bytes], night: Night, serve: Serve
) -> None:
    serve("/index.html", index("/1", "/2"))
    serve("/1", pack(PAGE), Content_Encoding=encoding)
    serve("/2", pack(table(*((f"b{n}", "李娜") for n in range(400))).encode())[:-40], Content_Encoding=encoding)
    result = night.crawl(Doctors, settings={"RETRY_TIMES": 0})
    assert (result.outcome, result.reason, result.new_count) == (
        "partial",
        "server_error: https://site.example/2",
        400,
    )


def test_a_page_that_does_not_come_in_time_is_named(night: Night, serve: Serve) -> None:
    def slow(request: Asked) -> Answer:
        time.sleep(0.6)
        return Answer("late")

    serve("/index.html", index("/1"))
    night.site.expect_request("/1").respond_with_handler(slow)
    result = night.crawl(Doctors, settings={"DOWNLOAD_TIMEOUT": 0.3, "RETRY_TIMES": 0})
    assert (result.outcome, result.reason) == ("partial", "timeout: https://site.example/1")


def test_pages_that_lead_on_for_ever_are_not_followed_for_ever(night: Night) -> None:
    def page(request: Asked) -> Answer:
        number = int(request.args.get("p", "1"))
        return Answer(f"<ul><li><a href=/1>.</a></ul><a href=?p={number + 1}>下一页</a>", content_type="text/html")

    night.site.expect_request("/index.html").respond_with_handler(page)
    night.site.expect_request("/1").respond_with_data(table(("1", "张伟")), content_type="text/html")
    result = night.crawl(Doctors, settings={"DEPTH_LIMIT": 5})
    assert (result.outcome, result.reason) == ("partial", "ended early: depth_limit")


def test_a_value_longer_than_any_is_not_cut(night: Night, serve: Serve) -> None:
    serve("/index.html", index("/1", "/2", "/3"))
    for n in (1, 2):
        serve(f"/{n}", table((str(n), "张伟")))
    serve("/3", table(("3", "张" * 5001)))
    result = night.crawl(Doctors)
    assert (result.outcome, result.reason) == (
        "partial",
        "layout_changed: https://site.example/3: a value of 5001 characters in name",
    )
    assert result.new_count == 2


# ---- files --------------------------------------------------------------------------------------------------


def test_a_workbook_that_would_unpack_to_too_much_is_refused_unopened(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(80 << 20))
    assert path.stat().st_size < 100_000
    with pytest.raises(FileError, match=r"bomb\.xlsx: it would unpack to 83,886,080 bytes"):
        open_tables(path, lambda row: len(row))


# ---- certificates -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def impostor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HTTPServer]:
    """A server on loopback with a certificate that it signed itself."""
    folder = tmp_path_factory.mktemp("tls")
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=site.example"
    subprocess.run([*command.split(), "-keyout", key, "-out", certificate], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = HTTPServer(ssl_context=context)
    server.start()
    yield server
    server.stop()


def test_a_host_that_cannot_prove_who_it_is_is_asked_nothing(night: Night, impostor: HTTPServer) -> None:
    impostor.expect_request("/index.html").respond_with_data(index("/1"), content_type="text/html")
    address = f"https://localhost:{impostor.port}"
    result = night.crawl(Many, settings={"SIMULATOR": address, "RETRY_TIMES": 0})
    assert result.outcome == "failed"
    assert impostor.log == []
    assert result.reason == "refused_host x 10: https://site.example/secret/0"


# ---- nobody else --------------------------------------------------------------------------------------------


def test_a_crawl_speaks_to_nobody_but_its_site(night: Night, serve: Serve) -> None:
    spoken_to: set[tuple[object, object]] = set()
    is_watching = [True]

    def watch(event: str, values: Any) -> None:
        # A hook stays for good, so it has to be told when to look away.
        if is_watching[0] and event in ("socket.connect", "socket.sendto", "socket.getaddrinfo"):
            host, port, *_ = values if event == "socket.getaddrinfo" else values[1]
            spoken_to.add((host, port))

    sys.addaudithook(watch)
    serve("/robots.txt", "User-agent: *\nDisallow:", Content_Type="text/plain")
    serve("/index.html", index("/1"))
    serve("/1", table(("1", "张伟")), Set_Cookie="a=b; Domain=.site.example")
    assert night.crawl(Doctors).outcome == "complete"
    is_watching[0] = False
    assert {port for _, port in spoken_to} == {night.site.port}
    assert {host for host, _ in spoken_to} <= {"localhost", "127.0.0.1", "::1"}
