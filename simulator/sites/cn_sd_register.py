"""山东 government-service portal: a posted form, at most fifty entries a page, and a list that does not hold still."""

import json
from collections.abc import Mapping

from aiohttp import web

from simulator.sites.published import Numbers, Row
from simulator.sites.site import Page, Site, html, moved_window, render, window

_LARGEST_PAGE, _REFUSED_PAGE = 50, 500
# Days of the week, Monday is 0. On one the total counts an entry that is not shown yet; on the other an entry of a
# later page is brought up to date while the list is read, and stands first from then on.
_MISCOUNTED, _MOVING = 2, 3


class SdRegister(Site):
    """`/ysxx/index` runs a script that posts to `/api/comprehensive/getDoctorCertificates`.

    Every answer has status 200; `code` says what came of it. Every other page begins with the last entry of the
    page before.
    """

    host = "zwfw.sd.gov.cn"
    source_id = "cn_sd_register"
    entrance = "/ysxx/index"

    def pages(self) -> Mapping[str, Page]:
        return {"/ysxx/index": self._app, "POST /api/comprehensive/getDoctorCertificates": self._list}

    def barrier(self) -> web.Response:
        return _json(500, "请求次数超限，稍后再试")

    def _app(self, request: web.Request) -> web.Response:
        return html(render("script_app", title="医师执业证书查询_山东政务服务网"))

    async def _list(self, request: web.Request) -> web.Response:
        form = await _form_of(request)
        page, size = (form.get(name) for name in ("pageNum", "pageSize"))
        if not isinstance(page, int) or not isinstance(size, int) or page < 1 or not 0 < size <= _REFUSED_PAGE:
            return _json(400, "参数错误")
        size = min(size, _LARGEST_PAGE)
        numbers = self.published.numbers
        rows = self.published.rows(self._window(page, size))
        total = len(numbers) + (self.on.weekday() == _MISCOUNTED)
        shown = {"list": [_item(row) for row in rows], "total": total, "pageNum": page, "pageSize": size}
        return _json(200, "操作成功", shown)

    def _window(self, page: int, size: int) -> Numbers:
        if self.on.weekday() == _MOVING:
            return moved_window(self.published.numbers, page, size)
        return window(self.published.numbers, page, size, repeat_every=2)


async def _form_of(request: web.Request) -> dict[str, object]:
    """What was posted; nothing of what is no JSON object."""
    try:
        form = await request.json()
    except ValueError:
        return {}
    return form if isinstance(form, dict) else {}


def _item(row: Row) -> dict[str, str | None]:
    """An entry as the interface gives it: with what no page shows, and the citizen id with its middle hidden."""
    return {**row, "idCard": "37**************1X", "areaCode": "370000"}


def _json(code: int, message: str, data: object = None) -> web.Response:
    text = json.dumps({"code": code, "msg": message, "data": data}, ensure_ascii=False)
    return web.Response(text=text, content_type="application/json")
