"""浙江 bulletins that announce cancelled, revoked, rescinded and suspended registrations."""

import re
from pathlib import PurePosixPath

from scrapy.http import TextResponse

from crawlers.columns import Found, read_table, table_lines
from crawlers.outcomes import LayoutChanged
from crawlers.pages import Sentence, must, said
from crawlers.shapes import ListAndDetail
from warehouse.source import declare

_ACT = re.compile(r"注销|吊销|撤销|暂停")
_PUBLISHED = re.compile(r"发布日期[：:]\s*([\d年月日/.-]+)")
_EFFECTIVE = re.compile(r"自([\d年月日/.-]+?)起")


class ZjCancellation(ListAndDetail):
    name = "cn_zj_cancellation"
    source = declare(
        __name__,
        id=name,
        title="浙江省医师执业注册注销公告",
        publisher="浙江省卫生健康委员会",
        tier="provincial",
        url="https://wsjkw.zj.gov.cn/zxgg/index.html",
        domains=["wsjkw.zj.gov.cn"],
        licence="《医师法》第二十一条：注销注册的人员名单予以公告",
        provinces=["33"],
        is_act=True,
        # An act is as true in ten years.
        age_limit_days=3650,
        key=["certificate_no", "source_key"],
        fields={
            "source_key": "公告编号",
            "published_at": "发布日期",
            "effective_on": "生效日期",
            "status": "处理",
            "name": "姓名",
            "gender": "性别",
            "certificate_no": "执业证书编码",
            "institution": "执业机构",
            "status_reason": "注销原因",
        },
        constants={"province": "浙江省"},
        ignore=["序号", "标题"],
    )
    start_url = "https://wsjkw.zj.gov.cn/zxgg/index.html"
    items = "ul.news a"
    nothing = Sentence("ul.news li", "暂无公告")

    def read(self, response: TextResponse, area: str | None) -> Found:
        act = _ACT.search(must(response, "h1"))
        published, effective = said(response, _PUBLISHED), said(response, _EFFECTIVE)
        if not act or not published or not effective:
            raise LayoutChanged("no act in the title, no date of publication, or no day from which it holds")
        article = {
            "公告编号": PurePosixPath(response.url).stem,
            "发布日期": published,
            "生效日期": effective,
            "处理": act[0],
        }
        return read_table(self.source, table_lines(response.css("table")), given=article)
