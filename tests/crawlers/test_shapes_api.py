"""Interfaces that want a token or a posted form, played by a server that counts."""

import json
from datetime import date
from itertools import count
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from crawlers.catalog import spiders
from simulator.server import serve
from tests.crawlers.conftest import Night
from tests.simulator.handmade_official import OFFICIAL

JS = spiders()["cn_js_register"]


def answer(code: int, data: object = None, message: str = "") -> Response:
    return Response(json.dumps({"code": code, "msg": message, "data": data}), content_type="application/json")


def serve_tokens(site: HTTPServer, pages_each: int) -> None:
    """45 entries; a token is good for so many pages."""
    fresh, left = count(1), dict[str, int]()

    def token(request: Request) -> Response:
        name = f"t{next(fresh)}"
        left[name] = pages_each
        return answer(200, {"token": name})

    def page(request: Request) -> Response:
        name = request.headers.get("X-Access-Token", "")
        if not left.get(name):
            return answer(401, message="token已失效，请重新登录")
        left[name] -= 1
        number = int(request.args["pageNo"])
        rows = [
            dict.fromkeys(("xb", "ysjb", "zylb", "zyfw", "zyjg", "jgdjh", "fzjg", "fzrq", "zczt", "dqkh", "khrq"))
            | {"ysxm": "张伟", "zsbm": f"1103201009901{n:02}"}
            for n in range(20 * number - 20, min(20 * number, 45))
        ]
        return answer(200, {"total": 45, "sjrq": "2026-02-28", "records": rows})

    site.expect_request("/api/token").respond_with_handler(token)
    site.expect_request("/api/doctor/page").respond_with_handler(page)


@pytest.mark.parametrize(("pages_each", "expired"), [(9, 0), (2, 1), (1, 2)])
def test_a_token_that_expires_on_the_way_is_asked_for_anew(night: Night, pages_each: int, expired: int) -> None:
    serve_tokens(night.site, pages_each)
    result = night.crawl(JS)
    assert (result.outcome, result.reason, result.distinct_count) == ("complete", None, 45)
    ((counts,),) = night.query("SELECT request_counts FROM run")
    assert json.loads(counts).get("expired", 0) == expired


def test_a_token_that_is_never_good_is_a_barrier_not_an_empty_list(night: Night) -> None:
    serve_tokens(night.site, 0)
    result = night.crawl(JS)
    assert (result.outcome, result.distinct_count) == ("blocked", 0)
    assert str(result.reason).startswith("login: https://wjw.jiangsu.gov.cn/api/doctor/page")
    assert len([path for path in night.asked if path.startswith("/api/doctor")]) == 3


def test_a_list_that_moves_or_is_miscounted_is_partial_and_takes_nothing_away(night: Night, tmp_path: Path) -> None:
    days = (date(2026, 3, 3), date(2026, 3, 4), date(2026, 3, 5))
    for day in days:
        folder = tmp_path / "published" / str(day)
        folder.mkdir(parents=True)
        rows = OFFICIAL["cn_sd_register"]
        pq.write_table(
            pa.Table.from_pylist(rows, pa.schema([(heading, pa.string()) for heading in rows[0]])),
            folder / "cn_sd_register.parquet",
        )
    (tmp_path / "world.json").write_text('{"barriers": {}, "questions_per_day": 1}', encoding="utf-8")
    results = []
    for day in days:
        with serve(tmp_path, day) as address:
            results.append(night.crawl(spiders()["cn_sd_register"], settings={"SIMULATOR": address}))
    assert [(result.outcome, result.reason) for result in results] == [
        ("complete", None),
        ("partial", "the site states 121 entries, 120 distinct ones were read"),
        # The entry that went to the head of the list while it was read was seen on no page.
        ("partial", "the site states 120 entries, 119 distinct ones were read"),
    ]
    assert [(result.new_count, result.gone_count) for result in results] == [(120, 0), (0, 0), (0, 0)]
