"""National physician query: one question at a time, details behind tokens of the day, a challenge after some."""

from collections.abc import Mapping
from hashlib import blake2b

from aiohttp import web

from simulator.sites.published import Row
from simulator.sites.site import Page, Site, html, render

_SHORTEST_INSTITUTION = 3
_CHALLENGES = 3
_DETAIL = (
    "姓名",
    "性别",
    "医师级别",
    "执业类别",
    "执业范围",
    "执业地点",
    "执业证书编码",
    "主要执业机构",
    "发证机关",
    "注册状态",
)


class NhcQuery(Site):
    """`/doctor` is the form, `/doctor/search` the question, `/Doctor/Details/TOKEN` a registration.

    Every answer has status 200, the refusals too.
    """

    host = "zgcx.nhc.gov.cn"
    source_id = "cn_nhc_query"
    entrance = "/doctor"

    def pages(self) -> Mapping[str, Page]:
        return {
            "/doctor": self._form,
            "/doctor/search": self._search,
            "/Doctor/Details/{token}": self._detail,
        }

    def counts(self, request: web.Request) -> bool:
        """Only questions are rationed, not the details of an answer."""
        return request.path.endswith("/doctor/search")

    def barrier(self) -> web.Response:
        """Show the challenge; to those who insist, the limit of the day."""
        is_challenge = self.refusals <= _CHALLENGES
        return _page("请顺序点击【春，山，江，月】" if is_challenge else "查询受限，请明日再试")

    def _form(self, request: web.Request) -> web.Response:
        return _page(None)

    def _search(self, request: web.Request) -> web.Response:
        province, name, institution = (request.query.get(k, "").strip() for k in ("province", "name", "institution"))
        if not province or not name:
            return _page("请选择所在省份并输入医师姓名")
        if len(institution) < _SHORTEST_INSTITUTION:
            return _page("请输入更加精确的医疗机构名称")
        numbers = self.published.groups("姓名").rows_of(name)
        answers = [
            (self._token(number), row)
            for number, row in zip(numbers, self.published.rows(numbers), strict=True)
            if _answers(row, province, institution)
        ]
        if not answers:
            return _page("未查询到符合条件的医师")
        return html(render("nhc_result", answers=answers))

    def _detail(self, request: web.Request) -> web.Response:
        token = request.match_info["token"]
        suffix = token.rpartition("-")[2]
        number = int(suffix) if suffix.isdecimal() else -1
        if number not in self.published.numbers or token != self._token(number):
            return _page("链接无效")
        row = self.published.rows(range(number, number + 1))[0]
        return html(render("nhc_detail", pairs=[(heading, row[heading]) for heading in _DETAIL]))

    def _token(self, number: int) -> str:
        """A link that works for one day."""
        return f"{blake2b(f'{self.on}/{number}'.encode(), digest_size=16).hexdigest()}-{number}"


def _answers(row: Row, province: str, institution: str) -> bool:
    """Whether a registration is in the province and at, or filed for, the institution."""
    sites = (row["主要执业机构"] or "", row["备案机构"] or "")
    return (row["执业地点"] or "").startswith(province) and any(institution in site for site in sites)


def _page(message: str | None) -> web.Response:
    return html(render("nhc_form", message=message))
