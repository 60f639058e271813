"""What all simulated sites have in common, and the server they stand on."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from parsel import Selector

from simulator.server import make_app, serve
from simulator.sites import SITES
from simulator.sites.site import Site
from tests.simulator.handmade_world import BARRED, Visitor
from warehouse.errors import MingceError


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.source_id)
def test_same_world_and_day_same_bytes(visitor: Visitor, site: type[Site]) -> None:
    url = f"https://{site.host}{site.entrance}"
    answer = visitor.get(url)
    assert answer.status == 200
    assert visitor.get(url).body == answer.body


# The national query rations questions instead: test_sites.py.
BARRIERS = {
    "cn_zj_register": (412, b"$_ts"),
    "cn_zj_cancellation": (412, b"$_ts"),
    "cn_js_register": (200, "访问过于频繁".encode()),
    "cn_nhc_unit": (200, "验证码错误".encode()),
    "cn_ah_cancellation": (202, b"$_ts"),
    "cn_fj_open_data": (403, "来自境外IP".encode()),
    "cn_gd_permit": (200, "人机验证".encode()),
    "cn_sd_register": (200, "请求次数超限".encode()),
    "cn_cmda_committee": (403, b"403 Forbidden"),
    "cn_haodf_doctor": (200, b"acw_sc__v2"),
    "cn_guahao_doctor": (521, b"__jsl_clearance"),
    "cn_chunyu_doctor": (200, "滑块完成人机验证".encode()),
    "cn_yyk99_doctor": (200, "间隔60秒".encode("gbk")),
    "cn_wchscu_staff": (200, "链接无效".encode()),
    "cn_natcm_teacher": (202, b"$_ts"),
    "cn_zj_credit": (200, b"\\u672a\\u767b\\u5f55"),
    "cn_xywy_search": (429, "请求次数超限".encode()),
}


@pytest.mark.parametrize(
    "site", [site for site in SITES if site.source_id in BARRIERS], ids=lambda site: site.source_id
)
def test_a_barrier_follows_the_allowed_pages(barred: Visitor, site: type[Site]) -> None:
    status, marker = BARRIERS[site.source_id]
    url = f"https://{site.host}{site.entrance}"
    first, second = barred.get(url), barred.get(url)
    assert first.status == 200
    assert marker not in first.body
    assert second.status == status
    assert marker in second.body


def test_a_source_that_publishes_nothing_is_not_found(bare: Visitor) -> None:
    gone = {site.source_id for site in SITES if bare.get(f"https://{site.host}{site.entrance}").status == 404}
    assert gone == {"cn_cmda_committee", "cn_guahao_doctor"}


def test_robots_allow_the_lists_where_there_are_any(visitor: Visitor) -> None:
    robots = {site.host: visitor.get(f"https://{site.host}/robots.txt") for site in SITES}
    assert {host for host, answer in robots.items() if answer.status == 404} == {"zgcx.nhc.gov.cn"}
    assert all("Disallow: /" in answer.text for answer in robots.values() if answer.status == 200)


def test_a_person_enters_by_path_and_stays_there(visitor: Visitor) -> None:
    entrances = Selector(visitor.get("/").text).css("a::attr(href)").getall()
    assert len(entrances) == len(SITES)
    text = visitor.get("/_/www.haodf.com/doctor/list.html").text
    link = Selector(text).css("ul.provinces a::attr(href)").get("")
    assert link == "/_/www.haodf.com/doctor/list-all-zhejiang.html"
    assert visitor.get(link).status == 200


def test_an_unknown_host_or_path_is_not_found(visitor: Visitor) -> None:
    assert visitor.get("https://www.example.org/doctor/list.html").status == 404
    assert visitor.get("https://www.haodf.com/hospital/1.html").status == 404


def test_a_day_without_a_world_is_refused(handmade_world: Path) -> None:
    with pytest.raises(MingceError, match="2030-01-01"):
        make_app(handmade_world, BARRED.replace(year=2030, month=1, day=1))


def answers(url: str) -> bool:
    try:
        return Visitor(url).get("/").status == 200
    except ConnectionError:
        return False


def test_the_server_ends_with_its_context(handmade_world: Path) -> None:
    with serve(handmade_world, BARRED) as url:
        assert answers(url)
    assert not answers(url)


def test_the_server_does_not_outlive_a_process_that_was_killed(handmade_world: Path) -> None:
    code = (
        "import os, sys; from datetime import date; from pathlib import Path; from simulator.server import serve\n"
        "with serve(Path(sys.argv[1]), date.fromisoformat(sys.argv[2])) as url:\n"
        "    print(url, flush=True); os.kill(os.getpid(), 9)"
    )
    command = [sys.executable, "-c", code, str(handmade_world), BARRED.isoformat()]
    url = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    assert url.startswith("http://127.0.0.1:")
    deadline = time.monotonic() + 20
    while answers(url):
        assert time.monotonic() < deadline
        time.sleep(0.05)
