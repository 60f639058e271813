"""Crawl pages from loopback, ours and bare Scrapy: pages a CPU second, memory as the pages go by, evidence a record.

python -m benchmarks.crawl [PAGES] [LONG] prints one table, medians of RUNS runs of PAGES pages, and one long run of
LONG pages for the memory. Bare Scrapy selects the same rows and cells and yields a dict a row, without pipelines. Ours
does all it does: guards, robots.txt, redaction, evidence, landing. The pages come from a process of their own, whose
time does not count; each has 18 entries, and around them as much text as makes its size.
"""

import asyncio
import multiprocessing
import re
import resource
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.http import TextResponse

from benchmarks import alone, heading, middle
from crawlers.columns import table_lines
from crawlers.run import scrapy_settings
from crawlers.shapes import PagedTable
from warehouse.source import declare
from warehouse.workspace import Workspace

RUNS, ROWS, EVERY = 3, 18, 1_000
_HEADINGS = ("医师姓名", "性别", "级别", "类别", "执业范围", "执业证书编码", "主要执业机构", "注册状态", "发证日期")
_NAMES = ("name", "gender", "level", "category", "scope", "certificate_no", "institution", "status", "registered_on")
_TEXT = '<div class="note"><a href="/about/{n}.html">说明</a> 本页信息由注册机关提供，以证书所载为准。第 {n} 条</div>\n'


class Ours(PagedTable):
    """A register whose pages are all known."""

    name = "xx_bench_register"
    source = declare(
        "benchmark", id=name, title="made up", publisher="nobody", tier="provincial", licence="none",
        domains=["bench.gov.cn"], key=["certificate_no"], pace_seconds=0,
        fields={**dict(zip(_NAMES, _HEADINGS, strict=True)), "asserted_on": "数据截止日期"},
    )  # fmt: skip
    table = "table.list"
    next_page = "div.page a"
    total = re.compile(r"共 (\d+) 条")
    stated_on = re.compile(r"数据截止日期：([^<]+)")
    pages = 0

    def first(self) -> Iterable[scrapy.Request]:
        return (self.ask(f"https://bench.gov.cn/{n}.html", self.read_list) for n in range(self.pages))


class Bare(scrapy.Spider):
    """What one would write at first."""

    name = "bare"
    pages, origin = 0, ""

    async def start(self) -> Any:
        for n in range(self.pages):
            yield scrapy.Request(f"{self.origin}/{n}.html")

    def parse(self, response: TextResponse) -> Iterator[dict[str, str]]:
        headings, *rows = table_lines(response.css("table.list"))
        for row in rows:
            yield dict(zip(headings, row, strict=True))


def page(n: int, size: int) -> bytes:
    """Page n, filled up to a size in bytes."""
    rows = "".join(
        f"<tr><td>王{n % 97}{k}</td><td>男</td><td>执业医师</td><td>临床类别</td><td>内科专业</td>"
        f"<td>11033010699{n % 10000:04}</td><td>杭州市第{k}医院</td><td>正常</td><td>2019-04-{k + 1:02}</td></tr>\n"
        for k in range(ROWS)
    )
    head = "".join(f"<th>{heading}</th>" for heading in _HEADINGS)
    text = (
        f"<!DOCTYPE html><html><head><meta charset=utf-8><title>{n}</title></head><body><p>数据截止日期：2026-02-28</p>"
        f'<table class="list"><tr>{head}</tr>\n{rows}</table><div class="page">共 1000000 条</div>'
    )
    note = _TEXT.format(n=n)
    missing = max(size - len(text.encode()), 0) // len(note.encode())
    return f"{text}{note * missing}</body></html>".encode()


def serve(size: int, connection: Connection) -> None:
    """Serve pages until the process is ended; the first message says where."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while not reader.at_eof():
            try:
                request = await reader.readuntil(b"\r\n\r\n")
            except (asyncio.IncompleteReadError, ConnectionResetError):
                break
            path = request.split(b" ", 2)[1]
            found = path != b"/robots.txt"
            body = page(int(path[1:-5]), size) if found else b""
            status = b"200 OK" if found else b"404 Not Found"
            writer.write(
                b"HTTP/1.1 %b\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%b" % (status, len(body), body)
            )

    async def run() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1")
        connection.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


def measure(kind: str, size: int, pages: int) -> None:
    """Crawl; print pages a CPU second, MiB more for 1,000 pages, bytes of evidence a record."""
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(size, theirs), daemon=True)
    server.start()
    origin = f"http://127.0.0.1:{ours.recv()}"
    memory: list[float] = []

    class Memory:
        """Notes the memory at every thousandth page."""

        def __init__(self, crawler: Crawler) -> None:
            self._count = 0
            crawler.signals.connect(self.answered, scrapy.signals.response_received)

        @classmethod
        def from_crawler(cls, crawler: Crawler) -> "Memory":
            return cls(crawler)

        def answered(self) -> None:
            self._count += 1
            if self._count % EVERY == 0:
                pages_of_memory = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[1])
                memory.append(pages_of_memory * resource.getpagesize() / 2**20)

    with tempfile.TemporaryDirectory() as folder:
        root = Workspace.create(Path(folder, "w")).root
        common: dict[str, Any] = {"LOG_LEVEL": "ERROR", "EXTENSIONS": {Memory: 1}}
        if kind == "ours":
            process = AsyncCrawlerProcess(scrapy_settings(root, SIMULATOR=origin, **common))
            process.crawl(Ours, pages=pages)
        else:
            process = AsyncCrawlerProcess({"TELNETCONSOLE_ENABLED": False, **common})
            process.crawl(Bare, pages=pages, origin=origin)
        begin = time.process_time()
        process.start()
        cpu = time.process_time() - begin
        evidence = sum(path.stat().st_size for path in (root / "evidence").rglob("*.gz"))
    server.kill()
    if len(memory) != pages // EVERY:
        sys.exit(f"{kind}: not all of the {pages} pages came")
    # The first pages fill caches and pools.
    steady = memory[len(memory) // 4 :]
    slope = (steady[-1] - steady[0]) / (len(steady) - 1) * 1_000 / EVERY if len(steady) > 1 else 0.0
    print(pages / cpu, slope, evidence / (pages * ROWS))


def main(pages: int, long: int) -> None:
    """Print the table."""
    columns = (
        "page",
        "bare, pages a CPU s",
        "ours",
        "ours / bare",
        "MiB per 1,000 pages",
        "evidence, bytes a record",
    )
    print(heading(f"python -m benchmarks.crawl {pages} {long}", columns))
    for size in (3_000, 30_000):
        bare = [alone("benchmarks.crawl", "bare", size, pages)[0] for _ in range(RUNS)]
        ours = [alone("benchmarks.crawl", "ours", size, pages) for _ in range(RUNS)]
        rates = [rate for rate, *_ in ours]
        ratios = [o / b for o, b in zip(rates, bare, strict=True)]
        _, slope, _ = alone("benchmarks.crawl", "ours", size, long)
        words = (f"{len(page(1, size)) / 1000:.1f} KB", middle(bare, 0), middle(rates, 0), middle(ratios, 2),
                 f"{slope:.2f}", middle([kept for *_, kept in ours], 0))  # fmt: skip
        print(f"| {' | '.join(words)} |", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
    else:
        given = [int(word) for word in sys.argv[1:]]
        main(*(given or (1_000, 20_000)))
