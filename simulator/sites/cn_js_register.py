"""江苏 register: an interface that wants a token, and forgets it after some pages."""

import json
from collections.abc import Mapping
from datetime import date
from hashlib import blake2b
from pathlib import Path

from aiohttp import web

from simulator.sites.site import Page, Site, counting_number, html, render, window

_USUAL_PAGE, _LARGEST_PAGE = 10, 20
# Pages of the list that one token is good for.
_TOKEN_PAGES = 6
_TOKEN_HEADER = "X-Access-Token"


class JsRegister(Site):
    """`/ysxx/index.html` runs a script that asks `/api/token`, then `/api/doctor/page` with the token in a header.

    Every answer has status 200; `code` says what came of it.
    """

    host = "wjw.jiangsu.gov.cn"
    source_id = "cn_js_register"
    entrance = "/ysxx/index.html"

    def __init__(self, published: Path, on: date, allowance: int | None) -> None:
        super().__init__(published, on, allowance)
        self._pages_left: dict[str, int] = {}  # by token

    def pages(self) -> Mapping[str, Page]:
        return {"/ysxx/index.html": self._app, "/api/token": self._token, "/api/doctor/page": self._list}

    def barrier(self) -> web.Response:
        return _json(500, "访问过于频繁，请稍后再试")

    def _app(self, request: web.Request) -> web.Response:
        return html(render("script_app", title="医师执业注册信息_江苏省卫生健康委员会"))

    def _token(self, request: web.Request) -> web.Response:
        token = blake2b(f"{self.on}/{len(self._pages_left)}".encode(), digest_size=16).hexdigest()
        self._pages_left[token] = _TOKEN_PAGES
        return _json(200, "success", {"token": token, "expire": 1800})

    def _list(self, request: web.Request) -> web.Response:
        token = request.headers.get(_TOKEN_HEADER, "")
        if not self._pages_left.get(token):
            return _json(401, "token已失效，请重新登录")
        self._pages_left[token] -= 1
        page = counting_number(request.query.get("pageNo"))
        size = min(counting_number(request.query.get("pageSize"), _USUAL_PAGE), _LARGEST_PAGE)
        numbers = self.published.numbers
        # The day is the list's: it stands once, beside the rows.
        first = self.published.rows(numbers[:1])
        stated = first[0]["sjrq"] if first else None
        rows = self.published.rows(window(numbers, page, size))
        records = [{name: value for name, value in row.items() if name != "sjrq"} for row in rows]
        shown = {"total": len(numbers), "pageNo": page, "pageSize": size, "sjrq": stated, "records": records}
        return _json(200, "success", shown)


def _json(code: int, message: str, data: object = None) -> web.Response:
    text = json.dumps({"code": code, "msg": message, "data": data}, ensure_ascii=False)
    return web.Response(text=text, content_type="application/json")
