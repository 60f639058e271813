"""Staff of 四川大学华西医院: one page a department, behind links that expire."""

from urllib.parse import urlsplit

from scrapy.http import TextResponse

from crawlers.columns import Found, read_objects
from crawlers.outcomes import LayoutChanged
from crawlers.pages import Sentence, must, text_of
from crawlers.shapes import ListAndDetail
from warehouse.source import declare


class WchscuStaff(ListAndDetail):
    name = "cn_wchscu_staff"
    source = declare(
        __name__,
        id=name,
        title="四川大学华西医院专家介绍",
        publisher="四川大学华西医院",
        # An employer knows who works there, but registers nobody: like a platform it shows a listing of its own.
        tier="commercial",
        url="https://www.wchscu.cn/zjjs/index.html",
        domains=["www.wchscu.cn"],
        licence="公开网页；仅作核对，附来源",
        cadence_days=7,
        age_limit_days=60,
        key=["source_key"],
        fields={"source_key": "专家编号", "name": "姓名", "title": "职称", "department": "科室", "institution": "医院"},
        constants={"province": "四川省"},
        expect=[1, 20_000],
    )
    start_url = "https://www.wchscu.cn/zjjs/index.html"
    items = "div.dept-list a"
    nothing = Sentence("div.dept-list p", "暂无数据")

    def address_of(self, url: str) -> str:
        # The token is one of the day.
        parts = urlsplit(url)
        return parts._replace(query="&".join(p for p in parts.query.split("&") if not p.startswith("token="))).geturl()

    def read(self, response: TextResponse, area: str | None) -> Found:
        shared = {"科室": must(response, "h2"), "医院": must(response, "div.header a.logo")}
        cards = response.css("div.expert-card")
        names = [text_of(name) for card in cards for name in card.css("h4")]
        if not cards or len(names) != len(cards):
            raise LayoutChanged(f"{len(names)} h4 in {len(cards)} div.expert-card")
        return read_objects(
            self.source,
            [
                {
                    "专家编号": card.attrib.get("data-id"),
                    "姓名": name,
                    "职称": "".join(card.css("span.zc::text").getall()),
                    **shared,
                }
                for card, name in zip(cards, names, strict=True)
            ],
        )
