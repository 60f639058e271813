"""Physicians on the credit portal of 浙江: a copy of the register, from a day it states."""

from typing import Any
from urllib.parse import urlencode

from crawlers.shapes import JsonPages
from warehouse.source import declare


class ZjCredit(JsonPages):
    name = "cn_zj_credit"
    source = declare(
        __name__,
        id=name,
        title="信用浙江医师信息",
        publisher="信用浙江",
        # A copy made elsewhere, of a day gone by: a lead. The register itself is asked for what is so.
        tier="aggregator",
        url="https://credit.zj.gov.cn/api/medical/doctors",
        domains=["credit.zj.gov.cn"],
        licence="信用信息公示；仅作线索",
        cadence_days=7,
        age_limit_days=200,
        key=["source_key"],
        fields={
            "source_key": "doc_id",
            "name": "name",
            "gender": "sex",
            "institution": "hospital",
            "category": "category",
            "level": "level",
            "registered_on": "reg_date",
            "asserted_on": "snapshot_date",
        },
        constants={"province": "浙江省"},
        expect=[1, 500_000],
    )
    list_url = "https://credit.zj.gov.cn/api/medical/doctors"
    page_size = 50
    success = ("status", 200)

    def url_of(self, number: int) -> str:
        return f"{self.list_url}?{urlencode({'page': number, 'limit': self.page_size})}"

    def unpack(self, content: Any) -> tuple[int, list[dict[str, object]]]:
        return int(content["count"]), list(content["data"])

    def stated_on(self, content: Any) -> str | None:
        stated: str | None = content["snapshot_date"]
        return stated
