"""福建 register of physicians: files of the province's open-data portal."""

import re

from crawlers.pages import Sentence
from crawlers.shapes_files import Dataset
from warehouse.source import declare


class FjOpenData(Dataset):
    name = "cn_fj_open_data"
    source = declare(
        __name__,
        id=name,
        title="福建省医师执业注册信息（公共数据开放）",
        publisher="福建省卫生健康委员会，福建省公共数据资源统一开放平台",
        tier="provincial",
        url="https://data.fujian.gov.cn/oportal/catalog/ysxx",
        domains=["data.fujian.gov.cn"],
        licence="开放数据：《政府信息公开条例》第十五条；《医师法》第二十一条",
        provinces=["35"],
        cadence_days=7,
        age_limit_days=60,
        key=["certificate_no"],
        fields={
            "name": ["医师姓名", "姓名"],
            "gender": "性别",
            "level": "级别",
            "category": "类别",
            "scope": "执业范围",
            "certificate_no": "执业证书编码",
            "institution": "主要执业机构",
            "issuer": "发证机关",
            "registered_on": "发证日期",
            "status": "状态",
            "asserted_on": "数据更新时间",
        },
        constants={"province": "福建省"},
        ignore=["序号", "文件", "身份证号"],
        expect=[1, 300_000],
    )
    start_url = "https://data.fujian.gov.cn/oportal/catalog/ysxx"
    files = "table.resources a.download"
    nothing = Sentence("p.none", "该目录暂无数据资源")
    stated_on = re.compile(r"数据更新时间[：:]\s*([\d年月日/.-]+)")
