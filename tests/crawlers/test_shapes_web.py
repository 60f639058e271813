"""Pages that hold their entries another way: what is read of them, and what is not taken for them."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from scrapy.http import HtmlResponse, TextResponse

from crawlers.columns import Found, read_table, table_lines
from crawlers.outcomes import LayoutChanged
from crawlers.pages import script_state
from crawlers.shapes_web import SitemapPages, split_names
from tests.crawlers.conftest import Night
from tests.crawlers.spiders import Doctors, table


@pytest.mark.parametrize(
    ("page", "state"),
    [
        ('<script>window.__STATE__ = {"a": "<\\/b>"};(function(){}())</script>', {"a": "</b>"}),
        ('<script>var x=1;window["__STATE__"]=[1, 2]</script>', [1, 2]),
        ('<script id="__STATE__" type="application/json"> {"a": null} </script>', {"a": None}),
    ],
)
def test_a_script_is_read_up_to_the_end_of_its_value(page: str, state: Any) -> None:
    assert (
        script_state(HtmlResponse("https://site.example/", body=page.encode(), encoding="utf-8"), "__STATE__") == state
    )


@pytest.mark.parametrize(
    ("page", "complaint"),
    [
        ("<script>window.__OTHER__ = {}</script>", "no script with __STATE__"),
        ("<script>window.__STATE__ = {a: undefined}</script>", "__STATE__ is no JSON"),
        ('<script>window.__STATE__ = {"a": "cut o', "__STATE__ is no JSON"),
    ],
)
def test_a_script_that_holds_something_else_is_another_layout(page: str, complaint: str) -> None:
    with pytest.raises(LayoutChanged, match=complaint):
        script_state(HtmlResponse("https://site.example/", body=page.encode(), encoding="utf-8"), "__STATE__")


class Mapped(SitemapPages):
    """Hospitals by sitemap, each a table."""

    name = Doctors.name
    source = Doctors.source
    start_url = "https://site.example/sitemap.xml"
    maps = re.compile(r"/map_\d\.xml$")
    items = re.compile(r"/hospital/\d\.html$")

    def read(self, response: TextResponse) -> Found:
        return read_table(self.source, table_lines(response.css("table")))


def sitemap(kind: str, *paths: str) -> str:
    tag = "sitemap" if kind == "sitemapindex" else "url"
    places = "".join(f"<{tag}><loc> https://site.example{path} </loc></{tag}>" for path in paths)
    return f'<?xml version="1.0" encoding="gb2312"?><{kind}>{places}</{kind}>'


def test_sitemaps_lead_to_pages_once_and_only_to_those_wanted(night: Night, serve: Callable[..., None]) -> None:
    serve("/sitemap.xml", sitemap("sitemapindex", "/news.xml", "/map_1.xml", "/map_2.xml"), Content_Type="text/xml")
    serve("/map_1.xml", sitemap("urlset", "/", "/hospital/1.html", "/hospital/1.html"), Content_Type="application/xml")
    serve("/map_2.xml", sitemap("urlset", "/hospital/2.html"))
    serve("/hospital/1.html", table(("1", "王某"), ("2", "李某")))
    serve("/hospital/2.html", table())
    result = night.crawl(Mapped)
    assert sorted(set(night.asked)) == [
        "/hospital/1.html", "/hospital/2.html", "/map_1.xml", "/map_2.xml", "/sitemap.xml",
    ]  # fmt: skip
    # A page without entries that does not say so is no empty one.
    assert result.outcome != "complete"
    assert "no entries" in (result.reason or "")


@pytest.mark.parametrize("body", ["<html><title>404</title></html>", sitemap("sitemapindex", "/news.xml"), "{}", ""])
def test_a_sitemap_that_leads_nowhere_is_no_empty_list(night: Night, serve: Callable[..., None], body: str) -> None:
    serve("/sitemap.xml", body)
    result = night.crawl(Mapped)
    assert result.outcome == "failed"
    assert "layout_changed" in (result.reason or "")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("1.王　芳\xa0\xa0\n2.李建国", ["王　芳", "李建国"]),
        ("王　芳、李建国　　阿依古丽·买买提。", ["王　芳", "李建国", "阿依古丽·买买提"]),
        ("12、张伟 13、陈静", ["张伟", "陈静"]),
        ("\n　　\n", []),
    ],
)
def test_names_in_prose_are_parted_by_marks_or_two_blanks(text: str, names: list[str]) -> None:
    assert split_names(text) == names
