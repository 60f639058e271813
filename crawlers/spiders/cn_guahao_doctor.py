"""Experts of 微医 (挂号网): lists by province that state their total, one page an expert."""

import re
from pathlib import PurePosixPath

from scrapy.http import TextResponse

from crawlers.columns import Found, read_objects
from crawlers.outcomes import LayoutChanged
from crawlers.pages import must, shown, text_of
from crawlers.shapes import AreaLists
from warehouse.source import declare


class GuahaoDoctor(AreaLists):
    name = "cn_guahao_doctor"
    source = declare(
        __name__,
        id=name,
        title="微医专家主页",
        publisher="微医（挂号网）",
        tier="commercial",
        url="https://www.guahao.com/expert",
        domains=["www.guahao.com"],
        licence="公开网页；仅作核对，附来源",
        age_limit_days=30,
        key=["source_key"],
        fields={
            "source_key": "专家编号",
            "name": "姓名",
            "title": "职称",
            "province": "省份",
            "division": "城市",
            "institution": "医院",
            "department": "科室",
            "certificate_no": "执业证书编号",
        },
        expect=[1, 5_000_000],
    )
    start_url = "https://www.guahao.com/expert"
    areas = "div.areas a"
    items = '.g-doctor-items li a[href^="/expert/"]'
    total = re.compile(r'class="total">共<em>\s*(\d+)\s*</em>位')

    def next_of(self, response: TextResponse) -> str | None:
        # No link to rely on: the page after the last one has no entries.
        return re.sub(r"(?<=/p)\d+$", lambda number: str(int(number[0]) + 1), response.url)

    def read(self, response: TextResponse, area: str | None) -> Found:
        crumbs = [text_of(link) for link in response.css("div.gp-breadcrumb a")]
        if len(crumbs) != 5:
            raise LayoutChanged(f"{len(crumbs)} steps in div.gp-breadcrumb, not 5")
        _, province, city, institution, department = crumbs
        expert = {
            "专家编号": PurePosixPath(response.url).name,
            "姓名": must(response, "h1 strong"),
            "职称": shown(response, "h1 span"),
            "省份": province,
            "城市": city,
            "医院": institution,
            "科室": department,
            "执业证书编号": (shown(response, "p.cert") or "").rpartition("：")[2],
        }
        return read_objects(self.source, [expert])
