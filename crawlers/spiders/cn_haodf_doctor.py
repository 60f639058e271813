"""Doctors of 好大夫在线: lists by province, one page a doctor."""

from pathlib import PurePosixPath

from scrapy.http import TextResponse

from crawlers.columns import Found, read_objects
from crawlers.pages import Sentence, must, shown, text_of
from crawlers.shapes import AreaLists
from warehouse.source import declare


class HaodfDoctor(AreaLists):
    name = "cn_haodf_doctor"
    source = declare(
        __name__,
        id=name,
        title="好大夫在线医生主页",
        publisher="好大夫在线",
        tier="commercial",
        url="https://www.haodf.com/doctor/list.html",
        domains=["www.haodf.com"],
        licence="公开网页；仅作核对，附来源",
        age_limit_days=30,
        key=["source_key"],
        fields={
            "source_key": "医生编号",
            "name": "姓名",
            "title": "职称",
            "institution": "医院",
            "department": "科室",
            "province": "省份",
            "division": "城市",
        },
        ignore=["教学职称"],
        expect=[1, 5_000_000],
    )
    start_url = "https://www.haodf.com/doctor/list.html"
    areas = "ul.provinces a"
    items = "li.doc-item span.doc-name > a"
    nothing = Sentence("ul.doc-list li.empty", "没有找到符合条件的医生")

    def read(self, response: TextResponse, area: str | None) -> Found:
        faculty = [text_of(link) for link in response.css("ul.doctor-faculty a")]
        # A third of the pages say no city; the list that led here says the province.
        place = (shown(response, "div.hospital-city") or area or "").split()
        doctor = {
            "医生编号": PurePosixPath(response.url).stem,
            "姓名": must(response, "h1.js-doctor-name"),
            "职称": shown(response, "span.doctor-title"),
            "医院": must(response, "ul.doctor-faculty a"),
            "科室": faculty[1] if len(faculty) > 1 else None,
            "省份": place[0] if place else None,
            "城市": place[1] if len(place) > 1 else None,
        }
        return read_objects(self.source, [doctor])
