"""National physician query of the health commission: one question at a time."""

from urllib.parse import urlencode

from scrapy.http import TextResponse

from crawlers.base import Question
from crawlers.columns import Found, read_objects
from crawlers.outcomes import LayoutChanged
from crawlers.pages import Sentence, text_of
from crawlers.shapes import Lookup
from warehouse.source import declare


class NhcQuery(Lookup):
    name = "cn_nhc_query"
    source = declare(
        __name__,
        id=name,
        title="医师执业注册信息查询",
        publisher="国家卫生健康委员会",
        tier="national",
        url="https://zgcx.nhc.gov.cn/doctor",
        domains=["zgcx.nhc.gov.cn"],
        licence="《医师法》第二十一条：注册信息向社会公布并提供查询",
        covering="lookup",
        asserts="live",
        age_limit_days=30,
        key=["certificate_no", "province"],
        fields={
            "name": "姓名",
            "gender": "性别",
            "level": "医师级别",
            "category": "执业类别",
            "scope": "执业范围",
            "province": "执业地点",
            "certificate_no": "执业证书编码",
            "institution": "主要执业机构",
            "issuer": "发证机关",
            "status": "注册状态",
        },
        # Filed institutions answer a question but are not shown.
        ignore=["备案机构"],
        # The page itself asks for a minute between two queries.
        pace_seconds=60,
    )
    results = "table.table-bordered"
    details = 'a[href*="/Doctor/Details/"]'
    nothing = Sentence("div.modal-body", "未查询到符合条件的医师")
    too_broad = Sentence("div.modal-body", "请输入更加精确的医疗机构名称")

    def url_of(self, question: Question) -> str:
        return f"https://zgcx.nhc.gov.cn/doctor/search?{urlencode(question._asdict())}"

    def read(self, response: TextResponse) -> Found:
        pairs = [row.xpath("./div") for row in response.css("div.details_co > div.row")]
        if not pairs or any(len(pair) != 2 for pair in pairs):
            raise LayoutChanged("no pairs of label and value in div.details_co")
        return read_objects(self.source, [{text_of(label).rstrip("：:"): text_of(value) for label, value in pairs}])
