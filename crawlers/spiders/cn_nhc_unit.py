"""National query of medical institutions: one question at a time, the licence behind a link."""

from collections.abc import Mapping

from scrapy.http import TextResponse

from crawlers.base import Question
from crawlers.columns import Found, read_objects
from crawlers.outcomes import LayoutChanged
from crawlers.pages import Sentence, text_of
from crawlers.shapes_form import FormLookup
from warehouse.source import declare


class NhcUnit(FormLookup):
    name = "cn_nhc_unit"
    source = declare(
        __name__,
        id=name,
        title="全国医疗机构查询",
        publisher="国家卫生健康委员会",
        tier="national",
        url="https://zgcx.nhc.gov.cn/unit/index",
        domains=["zgcx.nhc.gov.cn"],
        licence="《政府信息公开条例》第二十条第五项：行政许可的结果",
        subject="institution",
        covering="lookup",
        asserts="live",
        age_limit_days=90,
        key=["registration_no"],
        fields={
            "province": "省份",
            "issuer": "审批机关",
            "institution": "机构名称",
            "registration_no": "登记号",
            "subjects": "诊疗科目",
            "grade": "级别",
            "valid_from": "有效期起",
            "valid_to": "有效期止",
        },
        ignore=["地址", "法定代表人", "主要负责人"],
        # The page itself asks for a minute between two queries.
        pace_seconds=60,
    )
    form_url = "https://zgcx.nhc.gov.cn/unit/index"
    list_url = "https://zgcx.nhc.gov.cn/unit/index"
    hidden = "__RequestVerificationToken"
    results = "table.table-bordered"
    details = 'a[href*="/unit/Details/"]'
    nothing = Sentence("div.modal-body", "未查询到符合条件的医疗机构")
    too_broad = Sentence("div.modal-body", "请输入更加精确的医疗机构名称")

    def form_of(self, question: Question) -> Mapping[str, str]:
        return {"Prov": question.province, "Unit_Name": question.institution}

    def read(self, response: TextResponse) -> Found:
        pairs = [row.xpath("./div") for row in response.css("div.details_co > div.row")]
        if not pairs or any(len(pair) != 2 for pair in pairs):
            raise LayoutChanged("no pairs of label and value in div.details_co")
        shown = {text_of(label).rstrip("：:"): text_of(value) for label, value in pairs}
        begin, _, end = shown.pop("执业许可证有效期", "").partition("至")
        if not end:
            raise LayoutChanged("no begin and end in 「执业许可证有效期」")
        return read_objects(self.source, [{**shown, "有效期起": begin, "有效期止": end}])
