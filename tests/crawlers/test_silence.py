"""Pages that give nothing: what a barrier leaves of a page, and what a site says where its entries would be."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from scrapy.http import HtmlResponse
from werkzeug import Request as Asked
from werkzeug import Response as Answer

from crawlers.catalog import spiders
from crawlers.pages import Sentence, says
from tests.crawlers.conftest import Night
from tests.crawlers.spiders import Doctors, index, table

Serve = Callable[..., None]
SPIDERS = spiders()
QUESTION = ("浙江省", "张伟", "清波医院")
UTF8 = "<meta charset=utf-8>"


def requests(night: Night) -> dict[str, int]:
    return dict(
        night.query("SELECT outcome, count(*) FROM request WHERE run_id = (SELECT max(run_id) FROM run) GROUP BY 1")
    )


# ---- pages ------------------------------------------------------------------------------------------------------


def test_a_barrier_over_a_page_that_is_still_there_takes_nothing_away(night: Night, serve: Serve) -> None:
    paths = [f"/{n}" for n in range(5)]
    serve("/index.html", index(*paths))

    def page(asked: Asked) -> Answer:
        # Another number every night, so that the bytes are never the same.
        barrier = f"{UTF8}<div class=modal>查询受限，请明日再试 {night.day}</div><table><tr><td>编号<td>姓名</table>"
        is_barred = night.day and asked.path == "/1"
        return Answer(barrier if is_barred else table((asked.path, "张伟")), content_type="text/html")

    for path in paths:
        night.site.expect_request(path).respond_with_handler(page)
    results = [night.crawl(Doctors) for _ in range(4)]
    assert [(result.outcome, result.gone_count) for result in results] == [
        ("complete", 0), ("blocked", 0), ("blocked", 0), ("blocked", 0)
    ]  # fmt: skip
    assert requests(night)["rate_limited"] == 1


def test_a_detail_without_entries_is_no_answer(night: Night, serve: Serve) -> None:
    serve("/index.html", index("/1", "/2", "/3"))
    serve("/1", table(("1", "张伟")))
    serve("/2", table(("2", "王芳")))
    serve("/3", table())
    result = night.crawl(Doctors)
    assert (result.outcome, result.reason) == ("partial", "layout_changed: https://site.example/3: no entries")


def test_words_of_a_barrier_on_a_page_that_was_read_mean_nothing(night: Night, serve: Serve) -> None:
    serve("/index.html", f"<p>请先登录<input type=password>{index('/1')}")
    serve("/1", f"{table(('1', '张伟'))}<p>验证码错误？两次操作请间隔 60 秒")
    assert night.crawl(Doctors).outcome == "complete"


def test_a_total_of_none_under_a_challenge_is_no_empty_list(night: Night) -> None:
    night.site.expect_request("/expert").respond_with_data(
        f"{UTF8}<div class=areas><a href=/a1/p1>浙江</a></div>", content_type="text/html"
    )
    night.site.expect_request("/a1/p1").respond_with_data(
        f'{UTF8}<div class="total">共<em>0</em>位</div><p>安全验证：请拖动滑块完成验证', content_type="text/html"
    )
    assert night.crawl(SPIDERS["cn_guahao_doctor"]).outcome == "blocked"


# ---- what a site says -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "is_said"),
    [
        ("<ul class=news><li>暂无公告</ul>", True),
        ("<ul class=news><li> 暂 无公告。 </ul>", True),
        ("<ul class=news></ul><div class=side>通知公告：暂无公告</div>", False),
        ("<ul class=news><li>暂无公告栏的使用说明</ul>", False),
        ("<ul class=news><li>系统繁忙，暂无公告，请稍后再试</ul>", False),
    ],
)
def test_a_sentence_counts_in_its_place_and_alone(page: str, is_said: bool) -> None:
    response = HtmlResponse("https://site.example/", body=page, encoding="utf-8")
    assert says(response, Sentence("ul.news li", "暂无公告")) is is_said
    assert not says(response, None)


@pytest.mark.parametrize(
    ("page", "outcome"),
    [
        (
            '<div class="ant-table"><a href="/Doctor/Details/1">详 细</a></div><p>通知公告：暂无公告</p>',
            "layout_changed",
        ),
        ('<div class="modal-body">系统繁忙，未查询到数据，请稍后重试</div>', "server_error"),
        ('<div class="modal-body">未查询到符合条件的医师</div><p>安全验证', "challenge"),
        ('<div class="help">未查询到符合条件的医师</div><p>怎么办？', "layout_changed"),
        ('<div class="modal-body">未查询到符合条件的医师</div>', "empty"),
        # What has not happened: a message of a script, a way to log in, a field.
        (
            '<a href="/login">请先登录</a><input type="password" placeholder="请输入验证码">'
            '<div class="modal-body">未查询到符合条件的医师</div><script>if (e) alert("系统异常，请稍后重试")</script>',
            "empty",
        ),
    ],
)
def test_a_register_says_that_there_is_nobody_in_one_place(page: str, outcome: str, night: Night, serve: Serve) -> None:
    serve("/doctor/search", UTF8 + page)
    result = night.crawl(SPIDERS["cn_nhc_query"], questions=[QUESTION])
    assert requests(night) == {outcome: 1}
    assert night.query("SELECT outcome FROM question") == [(outcome,)]
    assert (result.outcome == "complete") == (outcome == "empty")


@pytest.mark.parametrize("name", ["cn_gd_permit", "cn_ah_cancellation", "cn_zj_cancellation"])
def test_bulletins_in_another_list_are_not_no_bulletins(name: str, night: Night) -> None:
    page = f"{UTF8}<div class=v2><a href=/1.html>关于注销的公告</a></div><div class=side>招标公告：暂无公告</div>"
    night.site.expect_request(re.compile(r"/.*\.html")).respond_with_data(page, content_type="text/html")
    assert night.crawl(SPIDERS[name]).outcome == "failed"


# Nothing announced is as true as an announcement, and old articles may be taken down.
MAY_BE_EMPTY = {"cn_gd_permit", "cn_ah_cancellation", "cn_zj_cancellation"}


def test_every_other_list_expects_an_entry() -> None:
    listings = {name: spider.source for name, spider in SPIDERS.items() if spider.source.covering == "listing"}
    assert {name for name, source in listings.items() if not source.expect} == MAY_BE_EMPTY


# ---- interfaces -------------------------------------------------------------------------------------------------


def objects(name: str, count: int) -> list[dict[str, str]]:
    headings = [heading for headings in SPIDERS[name].source.fields.values() for heading in headings]
    return [{heading: f"{heading}{n}" for heading in headings} for n in range(count)]


@pytest.mark.parametrize(
    ("name", "envelope", "outcome"),
    [
        ("cn_xywy_search", {"code": 429, "msg": "稍后再试", "data": {"list": [], "total": 0}}, "rate_limited"),
        ("cn_xywy_search", {"code": 0, "msg": "请求次数超限", "data": {"list": [], "total": 0}}, "rate_limited"),
        ("cn_xywy_search", {"code": 7, "msg": "no", "data": {"list": [], "total": 0}}, "layout_changed"),
        ("cn_xywy_search", {"data": {"list": [], "total": 0}}, "layout_changed"),
        ("cn_xywy_search", {"code": 0, "data": {"list": [], "total": 0}}, "empty"),
        ("cn_sd_register", {"code": 500, "msg": "查询过于频繁", "data": {"list": [], "total": 0, "pageSize": 50}},
         "rate_limited"),
        ("cn_zj_credit", {"status": 401, "msg": "未登录", "count": 0, "data": [], "snapshot_date": None}, "login"),
        ("cn_zj_credit", {"status": 500, "msg": "系统异常", "count": 0, "data": [], "snapshot_date": None},
         "server_error"),
    ],
)  # fmt: skip
def test_an_envelope_without_entries_is_believed_only_if_all_is_well(
    name: str, envelope: dict[str, Any], outcome: str, night: Night
) -> None:
    night.site.expect_request(re.compile("/api.*|/doctor.*")).respond_with_json(envelope)
    night.crawl(SPIDERS[name])
    assert requests(night) == {outcome: 1}


@pytest.mark.parametrize(
    ("refusal", "outcome"),
    [
        ({"code": 429, "msg": "请求次数超限，稍后再试", "data": {"list": [], "total": 0}}, "blocked"),
        # All is well, it says, and of what it counted a moment ago nothing is left.
        ({"code": 0, "data": {"list": [], "total": 0}}, "failed"),
    ],
)
def test_a_list_that_dries_up_on_the_way_was_not_read(refusal: dict[str, Any], outcome: str, night: Night) -> None:
    def page(asked: Asked) -> Answer:
        first = {"code": 0, "data": {"list": objects("cn_xywy_search", 100), "total": 500}}
        return Answer(json.dumps(first if asked.args["page"] == "1" else refusal), content_type="application/json")

    night.site.expect_request("/doctor/search").respond_with_handler(page)
    result = night.crawl(SPIDERS["cn_xywy_search"], settings={"CONCURRENT_REQUESTS": 1, "DOWNLOAD_DELAY": 0.2})
    assert result.outcome == outcome
    assert night.query("SELECT stated_count FROM run") == [(500,)]
    assert len(night.asked) == (2 if outcome == "blocked" else 5)
