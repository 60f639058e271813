"""PDF bulletins: what a table in one comes down to, and that a picture of a page is never an empty answer."""

from collections.abc import Callable

import pytest

from crawlers.catalog import spiders
from crawlers.outcomes import LayoutChanged
from crawlers.pdf import read_pdf
from tests.crawlers.conftest import Night
from tests.crawlers.files import pdf

HEADINGS: list[str | None] = ["序号", "姓名", "执业机构"]
BULLETIN = spiders()["cn_ah_cancellation"]
INDEX = '<meta charset=utf-8><ul class="doc-list"><li><a href="/ysgl/1.html">名单</a></ul>'
ARTICLE = """<meta charset=utf-8><h1>名单</h1><p>发布时间：2026-01-12</p>
<div class="attachments"><a href="/ysgl/files/1-zx.pdf">注销名单.pdf</a></div>"""


def test_rows_cut_by_the_page_and_shared_cells_are_made_whole() -> None:
    body = pdf(
        [
            [HEADINGS, ["1", "张伟", "合肥市\n庐阳医院"], ["2", "王芳", None], ["3", "阿依古丽", "芜湖市"]],
            [HEADINGS, ["", "・买买提", "赭山医院"], ["4", "JAMES\nCARTER", "甲医院"]],
        ]
    )
    assert read_pdf(body).lines == [
        HEADINGS,
        ["1", "张伟", "合肥市庐阳医院"],
        ["2", "王芳", "合肥市庐阳医院"],
        ["3", "阿依古丽·买买提", "芜湖市赭山医院"],
        ["4", "JAMES CARTER", "甲医院"],
    ]


def test_pages_that_are_pictures_are_told_apart_from_pages_without_a_table() -> None:
    mixed = read_pdf(pdf([[HEADINGS, ["1", "张伟", "甲医院"]], None, [], None]))
    assert (len(mixed.lines), mixed.pictures) == (2, [2, 4])
    with pytest.raises(LayoutChanged, match="no table in the PDF"):
        read_pdf(pdf([[]]))


def test_a_torn_pdf_is_refused() -> None:
    with pytest.raises(LayoutChanged, match="cannot be opened"):
        read_pdf(b"%PDF-1.7 and no more")


def test_a_scan_needs_a_person_every_night_and_is_no_empty_answer(night: Night, serve: Callable[..., None]) -> None:
    serve("/ysgl/index.html", INDEX)
    serve("/ysgl/1.html", ARTICLE)
    serve("/ysgl/files/1-zx.pdf", pdf([None]), Content_Type="application/pdf")
    for _ in range(2):
        result = night.crawl(BULLETIN)
        assert (result.outcome, result.reason) == ("partial", "unreadable: https://wjw.ah.gov.cn/ysgl/files/1-zx.pdf")
    assert night.query("SELECT DISTINCT url, field, reason FROM issue") == [
        ("https://wjw.ah.gov.cn/ysgl/files/1-zx.pdf", "page", "page 1 is a picture; it needs reading by a person")
    ]


def test_what_comes_in_place_of_a_pdf_is_named(night: Night, serve: Callable[..., None]) -> None:
    serve("/ysgl/index.html", INDEX)
    serve("/ysgl/1.html", ARTICLE)
    serve("/ysgl/files/1-zx.pdf", "<meta charset=utf-8><title>安全验证</title>请拖动滑块", Content_Type="text/html")
    result = night.crawl(BULLETIN)
    assert (result.outcome, result.reason) == ("blocked", "challenge: https://wjw.ah.gov.cn/ysgl/files/1-zx.pdf")
