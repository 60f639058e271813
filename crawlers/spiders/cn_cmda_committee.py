"""Committee members of the Chinese Medical Doctor Association, one page a committee."""

from pathlib import PurePosixPath

from scrapy.http import TextResponse

from crawlers.columns import Found, read_table, table_lines
from crawlers.pages import Sentence, must
from crawlers.shapes import ListAndDetail
from warehouse.source import declare


class CmdaCommittee(ListAndDetail):
    name = "cn_cmda_committee"
    source = declare(
        __name__,
        id=name,
        title="中国医师协会专业委员会委员名单",
        publisher="中国医师协会",
        tier="association",
        url="https://www.cmda.net/committees/index.html",
        domains=["cmda.net"],
        licence="协会公开发布的名单",
        cadence_days=7,
        age_limit_days=400,
        key=["source_key", "name", "institution"],
        fields={
            "source_key": "专委会编号",
            "name": "姓名",
            "society_role": "职务",
            "institution": "单位",
            "title": "职称",
        },
        # The year alone is no day, and one person serves in several committees.
        ignore=["专委会", "换届年份"],
        expect=[1, 200_000],
    )
    start_url = "https://www.cmda.net/committees/index.html"
    items = 'a[href^="/committees/"]:not([href$="/index.html"])'
    nothing = Sentence("ul.committees li", "暂无内容")

    def read(self, response: TextResponse, area: str | None) -> Found:
        must(response, "h2")
        committee = {"专委会编号": PurePosixPath(response.url).stem}
        return read_table(self.source, table_lines(response.css("table")), given=committee)
