"""安徽 bulletins of cancelled and revoked registrations: an article a quarter, the names in PDF files."""

import re
from pathlib import PurePosixPath

from scrapy.http import TextResponse

from crawlers.outcomes import LayoutChanged
from crawlers.pages import Sentence, must, said
from crawlers.shapes_files import PdfAttachments
from warehouse.source import declare

_PUBLISHED = re.compile(r"发布时间[：:]\s*([\d年月日/.-]+)")
_ACT = re.compile(r"注销|吊销")


class AhCancellation(PdfAttachments):
    name = "cn_ah_cancellation"
    source = declare(
        __name__,
        id=name,
        title="安徽省医师执业注册注销、吊销名单",
        publisher="安徽省卫生健康委员会",
        tier="provincial",
        url="https://wjw.ah.gov.cn/ysgl/index.html",
        domains=["wjw.ah.gov.cn"],
        licence="《医师法》第二十一条：注销注册的人员名单予以公告",
        provinces=["34"],
        is_act=True,
        cadence_days=7,
        # An act is as true in ten years.
        age_limit_days=3650,
        key=["certificate_no", "source_key"],
        fields={
            "source_key": "公告编号",
            "published_at": "发布日期",
            "status": "处理",
            "name": "姓名",
            "gender": "性别",
            "certificate_no": "执业证书编码",
            "institution": "执业机构",
            "effective_on": "生效日期",
            "status_reason": "原因",
        },
        constants={"province": "安徽省"},
        ignore=["序号", "标题", "附件"],
    )
    start_url = "https://wjw.ah.gov.cn/ysgl/index.html"
    items = "ul.doc-list a"
    nothing = Sentence("ul.doc-list li", "暂无公告")
    attachments = 'div.attachments a[href$=".pdf"]'

    def article(self, response: TextResponse) -> dict[str, str]:
        must(response, "h1")
        published = said(response, _PUBLISHED)
        if published is None:
            raise LayoutChanged("no date of publication")
        return {"公告编号": PurePosixPath(response.url).stem, "发布日期": published}

    def attachment(self, title: str) -> dict[str, str]:
        act = _ACT.search(title)
        if act is None:
            raise LayoutChanged("no act in the title of a file")
        return {"处理": act[0]}
