"""广东 short-term permits of foreign, Hong Kong, Macao and Taiwan doctors, as their issuer announces them."""

import re

from scrapy.http import TextResponse

from crawlers.columns import Found, read_table, table_lines
from crawlers.outcomes import LayoutChanged
from crawlers.pages import Sentence, must, said
from crawlers.shapes import ListAndDetail
from warehouse.source import declare

_PUBLISHED = re.compile(r"时间[：:]\s*([\d年月日/.-]+)")
_CERTIFICATE = re.compile(r"外国医师短期行医许可证|(?:港澳|台湾)医师短期行医执业证书")


class GdPermit(ListAndDetail):
    name = "cn_gd_permit"
    source = declare(
        __name__,
        id=name,
        title="外国医师、港澳台医师短期行医公示",
        publisher="广东省卫生健康委员会",
        tier="provincial",
        url="https://wsjkw.gd.gov.cn/dqxy/index.html",
        domains=["wsjkw.gd.gov.cn"],
        licence="《政府信息公开条例》第二十条第五项：行政许可的结果",
        provinces=["44"],
        # A permit states its own term, of three years at most.
        age_limit_days=1095,
        key=["certificate_no"],
        fields={
            "published_at": "发布日期",
            "instrument": "证书类型",
            "name": "姓名",
            "gender": "性别",
            "category": "执业类别",
            "scope": "执业范围",
            "certificate_no": "证书编号",
            "institution": "聘用机构",
            "valid_from": "有效期起",
            "valid_to": "有效期止",
        },
        constants={"province": "广东省"},
        ignore=["序号", "公告编号", "标题", "国籍（地区）"],
    )
    start_url = "https://wsjkw.gd.gov.cn/dqxy/index.html"
    items = "ul.section-list a"
    nothing = Sentence("ul.section-list li", "暂无数据")

    def read(self, response: TextResponse, area: str | None) -> Found:
        certificate, published = _CERTIFICATE.search(must(response, "h1")), said(response, _PUBLISHED)
        if not certificate or not published:
            raise LayoutChanged("no kind of permit in the title, or no date of publication")
        lines = [_with_term_split(cells) for cells in table_lines(response.css("table"))]
        return read_table(self.source, lines, given={"证书类型": certificate[0], "发布日期": published})


def _with_term_split(cells: list[str]) -> list[str]:
    """The last cell, 「有效期限」, as two: from and to."""
    if cells[-1] == "有效期限":
        return [*cells[:-1], "有效期起", "有效期止"]
    begin, _, end = cells[-1].partition("至")
    return [*cells[:-1], begin, end]
