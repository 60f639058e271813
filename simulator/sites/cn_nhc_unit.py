"""National institution query: a form with a hidden token, a list, details behind links of the day."""

from collections.abc import Mapping
from functools import cached_property
from hashlib import blake2b

from aiohttp import web

from simulator.sites.site import Page, Site, html, render

_SHORTEST_NAME = 4
_DETAIL = ("省份", "审批机关", "机构名称", "登记号", "地址", "诊疗科目", "级别", "法定代表人", "主要负责人")


class NhcUnit(Site):
    """`/unit/index` is the form, and takes it; `/unit/Details/TOKEN` is a licence. Every answer has status 200."""

    host = "zgcx.nhc.gov.cn"
    source_id = "cn_nhc_unit"
    entrance = "/unit/index"

    def pages(self) -> Mapping[str, Page]:
        return {"/unit/index": self._form, "POST /unit/index": self._search, "/unit/Details/{token}": self._detail}

    def counts(self, request: web.Request) -> bool:
        """Only the form is rationed, not the details of an answer."""
        return request.path.endswith("/unit/index")

    def barrier(self) -> web.Response:
        return self._page("验证码错误")

    @cached_property
    def _token(self) -> str:
        """What the form hides; good for one day."""
        return blake2b(f"{self.on}/form".encode(), digest_size=24).hexdigest()

    def _form(self, request: web.Request) -> web.Response:
        return self._page(None)

    def _page(self, message: str | None) -> web.Response:
        return html(render("nhc_unit_form", token=self._token, message=message))

    async def _search(self, request: web.Request) -> web.Response:
        form = await request.post()
        token, province, name = (str(form.get(k, "")) for k in ("__RequestVerificationToken", "Prov", "Unit_Name"))
        if token != self._token:
            return self._page("会话已过期，请刷新页面")
        if len(name) < _SHORTEST_NAME:
            return self._page("请输入更加精确的医疗机构名称")
        numbers = self.published.groups("省份").rows_of(province)
        found = [
            (self._link(int(number)), row)
            for number, row in zip(numbers, self.published.rows(numbers), strict=True)
            if name in (row["机构名称"] or "")
        ]
        if not found:
            return self._page("未查询到符合条件的医疗机构")
        return html(render("nhc_unit_result", found=found))

    def _detail(self, request: web.Request) -> web.Response:
        token = request.match_info["token"]
        suffix = token.rpartition("-")[2]
        number = int(suffix) if suffix.isdecimal() else -1
        if number not in self.published.numbers or token != self._link(number):
            return self._page("链接无效")
        row = self.published.rows(range(number, number + 1))[0]
        row |= {"地址": "（以许可证为准）", "法定代表人": "某某", "主要负责人": "某某"}
        pairs = [(heading, row[heading]) for heading in _DETAIL]
        return html(
            render("nhc_detail", pairs=[*pairs, ("执业许可证有效期", f"{row['有效期起']} 至 {row['有效期止']}")])
        )

    def _link(self, number: int) -> str:
        return f"{blake2b(f'{self.on}/unit/{number}'.encode(), digest_size=16).hexdigest()}-{number}"
