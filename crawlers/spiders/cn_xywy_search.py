"""Doctors of 寻医问药: a JSON search over copies of mixed age."""

from typing import Any

from crawlers.shapes import JsonPages
from warehouse.source import declare


class XywySearch(JsonPages):
    name = "cn_xywy_search"
    source = declare(
        __name__,
        id=name,
        title="寻医问药医生搜索",
        publisher="寻医问药网",
        tier="aggregator",
        url="https://api.xywy.com/doctor/search",
        domains=["api.xywy.com"],
        licence="公开接口；仅作线索",
        cadence_days=7,
        age_limit_days=90,
        key=["source_key"],
        fields={
            "source_key": "expert_id",
            "name": "name",
            "gender": "sex",
            "title": "title",
            "institution": "hospital",
            "department": "depart",
            "province": "province",
            "division": "city",
            "certificate_no": "zyzs",
        },
        expect=[1, 10_000_000],
    )
    list_url = "https://api.xywy.com/doctor/search"
    page_size = 100
    success = ("code", 0)

    def unpack(self, content: Any) -> tuple[int, list[dict[str, object]]]:
        data = content["data"]
        return int(data["total"]), list(data["list"])
