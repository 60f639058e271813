"""Doctors of the hospital library of 99健康网: pages found by sitemap, a table of four cells a doctor."""

import re
from pathlib import PurePosixPath

from scrapy.http import TextResponse

from crawlers.columns import Found, read_objects
from crawlers.outcomes import LayoutChanged
from crawlers.pages import Sentence, must, text_of
from crawlers.shapes_web import SitemapPages
from warehouse.source import declare

# The fourth cell is what doctors say of themselves.
_READ, _CELL_COUNT = ("姓名", "职称", "科室"), 4


class Yyk99Doctor(SitemapPages):
    name = "cn_yyk99_doctor"
    source = declare(
        __name__,
        id=name,
        title="99健康网医院库医生列表",
        publisher="99健康网",
        tier="commercial",
        url="https://yyk.99.com.cn/sitemap.xml",
        domains=["yyk.99.com.cn"],
        licence="公开网页；仅作核对，附来源",
        cadence_days=7,
        age_limit_days=60,
        key=["source_key"],
        fields={
            "source_key": "医生编号",
            "name": "姓名",
            "title": "职称",
            "department": "科室",
            "institution": "医院",
            "province": "省份",
            "division": "城市",
        },
        # The hospital's number is that of its page: a hospital of two names has two.
        ignore=["医院编号"],
        expect=[1, 1_000_000],
    )
    start_url = "https://yyk.99.com.cn/sitemap.xml"
    maps = re.compile(r"/sitemap/yiyuan_\d+\.xml$")
    items = re.compile(r"/hospital/\d+/doctors\.html$")
    nothing = Sentence("div.none", "暂无记录")

    def read(self, response: TextResponse) -> Found:
        cells = response.css("td.good_doctor_list_td")
        # A fourth cell that leaves its font open swallows the rows after it, so nothing is asked of that one.
        doctors = [cells[n : n + len(_READ)] for n in range(0, len(cells), _CELL_COUNT)]
        links = [[cell.css("a::attr(href)").get() for cell in doctor] for doctor in doctors]
        # The first cell of each four, and no other, links to the doctor: else the cells are others.
        if len(cells) % _CELL_COUNT or any(not href or any(others) for href, *others in links):
            raise LayoutChanged(f"not {_CELL_COUNT} cells a doctor, the first of them a link")
        crumbs = [text_of(link) for link in response.css("div.path a")]
        if doctors and len(crumbs) != 4:
            raise LayoutChanged(f"{len(crumbs)} steps in div.path, not 4")
        shared = {"医院": must(response, "h1"), "省份": crumbs[2], "城市": crumbs[3]} if doctors else {}
        return read_objects(
            self.source,
            [
                {
                    "医生编号": PurePosixPath(href or "").stem,
                    **dict(zip(_READ, map(text_of, doctor), strict=True)),
                    **shared,
                }
                for doctor, (href, *_) in zip(doctors, links, strict=True)
            ],
        )
