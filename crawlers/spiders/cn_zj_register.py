"""浙江 register of physicians: the commission's list, a paged table."""

import re

from crawlers.pages import Sentence
from crawlers.shapes import PagedTable
from warehouse.source import declare


class ZjRegister(PagedTable):
    name = "cn_zj_register"
    source = declare(
        __name__,
        id=name,
        title="浙江省医师执业注册信息公示",
        publisher="浙江省卫生健康委员会",
        tier="provincial",
        url="https://wsjkw.zj.gov.cn/doctor/index.html",
        domains=["wsjkw.zj.gov.cn"],
        licence="《医师法》第二十一条：注册信息向社会公布",
        provinces=["33"],
        age_limit_days=35,
        key=["certificate_no"],
        fields={
            "name": "医师姓名",
            "gender": "性别",
            "level": "级别",
            "category": "类别",
            "scope": "执业范围",
            "certificate_no": "执业证书编码",
            "institution": "主要执业机构",
            "filed_sites": "备案机构",
            "status": "注册状态",
            "registered_on": "发证日期",
            "asserted_on": "数据截止日期",
        },
        constants={"province": "浙江省"},
        ignore=["序号"],
        expect=[1, 500_000],
    )
    start_url = "https://wsjkw.zj.gov.cn/doctor/index.html"
    table = "table.list"
    nothing = Sentence("table.list td[colspan]", "暂无数据")
    next_page = 'div.page a:contains("下一页")'
    total = re.compile(r"共\s*(\d+)\s*条")
    stated_on = re.compile(r"数据截止日期[：:]\s*([\d年月日/.-]+)")
