"""Doctors of 春雨医生: pages that carry their data in a script."""

import re
from typing import Any

from scrapy.http import TextResponse

from crawlers.outcomes import LayoutChanged
from crawlers.pages import Sentence, script_state
from crawlers.shapes_web import ScriptState
from warehouse.source import declare


class ChunyuDoctor(ScriptState):
    name = "cn_chunyu_doctor"
    source = declare(
        __name__,
        id=name,
        title="春雨医生主页",
        publisher="春雨医生",
        tier="commercial",
        url="https://www.chunyuyisheng.com/pc/doctors/",
        domains=["www.chunyuyisheng.com"],
        licence="公开网页；仅作核对，附来源",
        age_limit_days=30,
        key=["source_key"],
        fields={
            "source_key": "id",
            "name": "name",
            "title": "title",
            "department": "clinic_name",
            "institution": "hospital_name",
            "province": "province",
            "division": "city",
        },
        # A self-portrait, and what the platform counts and sells.
        ignore=["good_at", "reply_count", "price"],
        expect=[1, 2_000_000],
    )
    start_url = "https://www.chunyuyisheng.com/pc/doctors/"
    items = 'a.name-wrap[href^="/pc/doctor/"]'
    nothing = Sentence("p.none", "暂无数据")
    total = re.compile(r'"total":\s*(\d+)')
    variable = "__STATE__"

    def next_of(self, response: TextResponse) -> str | None:
        # The link to the next page only runs a script; the state says which page this is, and of how many.
        try:
            paging = script_state(response, self.variable)["paging"]
            page, last = int(paging["page"]), int(paging["totalPage"])
        except (KeyError, TypeError, ValueError):
            raise LayoutChanged(f"no paging in {self.variable}") from None
        return f"{self.start_url}?page={page + 1}" if page < last else None

    def unpack(self, state: Any) -> dict[str, object]:
        doctor: dict[str, object] = state["doctor"]
        return doctor
