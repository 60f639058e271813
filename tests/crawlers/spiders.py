"""Small sources for tests, one per question asked of the machinery."""

from collections.abc import Iterable

from scrapy import Request
from scrapy.http import TextResponse

from crawlers.columns import Found, read_table, table_lines
from crawlers.shapes import ListAndDetail
from warehouse.source import declare


class Doctors(ListAndDetail):
    """An index of links; each page is a table of 编号 and 姓名."""

    name = "xx_test_doctor"
    source = declare(
        "test",
        id=name,
        title="名单",
        publisher="某单位",
        tier="commercial",
        licence="made up",
        domains=["site.example"],
        key=["source_key"],
        fields={"source_key": "编号", "name": "姓名"},
    )
    start_url = "https://site.example/index.html"
    items = "li a"

    def read(self, response: TextResponse, area: str | None) -> Found:
        return read_table(self.source, table_lines(response.css("table")))


class Tokens(Doctors):
    """Links that are good for a while only."""

    def address_of(self, url: str) -> str:
        return url.partition("?")[0]


class Many(Doctors):
    """Asks for ten pages at once."""

    def first(self) -> Iterable[Request]:
        return [self.ask(f"https://site.example/secret/{n}", self.read_item, area=None) for n in range(10)]


class Silent(Doctors):
    """Asks for nothing, as a spider does whose start method nobody calls any more."""

    def first(self) -> Iterable[Request]:
        return []


class Faulty(Doctors):
    """Has a bug."""

    def read(self, response: TextResponse, area: str | None) -> Found:
        raise ZeroDivisionError


def index(*paths: str) -> str:
    return f"<ul>{''.join(f'<li><a href={path}>.</a>' for path in paths)}</ul>"


def table(*rows: tuple[str, ...], headings: tuple[str, ...] = ("编号", "姓名")) -> str:
    lines = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) for row in (headings, *rows))
    return f"<meta charset=utf-8><table>{lines}</table>"
