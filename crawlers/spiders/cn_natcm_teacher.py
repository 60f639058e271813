"""Teachers of TCM named by the national administration: notices with names in prose."""

import re
from pathlib import PurePosixPath

from scrapy.http import TextResponse

from crawlers.outcomes import LayoutChanged
from crawlers.pages import Sentence, must, said
from crawlers.shapes_web import ProseNames
from warehouse.source import declare

_HOSPITAL = re.compile(r"关于公布(.+?)第.{1,3}批")
_PUBLISHED = re.compile(r"发布时间[：:]\s*([\d年月日/.-]+)")


class NatcmTeacher(ProseNames):
    name = "cn_natcm_teacher"
    source = declare(
        __name__,
        id=name,
        title="老中医药专家学术经验继承工作指导老师名单",
        publisher="国家中医药管理局",
        # The publisher is an authority, but the list is an honour and no register: it may say what a society may.
        tier="association",
        url="https://www.natcm.gov.cn/renjiaosi/gongzuodongtai/index.html",
        domains=["www.natcm.gov.cn"],
        licence="机关公开发布的名单",
        cadence_days=7,
        age_limit_days=400,
        key=["source_key", "name"],
        fields={"source_key": "公告编号", "published_at": "发布日期", "institution": "单位", "name": "姓名"},
        ignore=["标题"],
        expect=[1, 50_000],
    )
    start_url = "https://www.natcm.gov.cn/renjiaosi/gongzuodongtai/index.html"
    items = "ul.zt_list a"
    nothing = Sentence("ul.zt_list li", "暂无公告")
    paragraphs = "div.TRS_Editor p"
    names = re.compile(r"公布如下[：:](.*?)(?:（以上|$)", re.DOTALL)
    announced = re.compile(r"共\s*(\d+)\s*人")
    name_heading = "姓名"

    def shared(self, response: TextResponse) -> dict[str, str | None]:
        hospital = _HOSPITAL.search(must(response, "h1"))
        if not hospital:
            raise LayoutChanged("no hospital in the title")
        return {
            "公告编号": PurePosixPath(response.url).stem,
            "发布日期": said(response, _PUBLISHED),
            "单位": hospital[1],
        }
