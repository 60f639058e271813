"""浙江 register: a static paged table whose bytes are GB18030 while its header says UTF-8."""

from collections.abc import Mapping

from aiohttp import web

from simulator.sites.site import Page, Site, html, render, window

_PAGE_SIZE = 25


class ZjRegister(Site):
    """`/doctor/index.html`, `/doctor/index_1.html` and so on; no page beyond the last."""

    host = "wsjkw.zj.gov.cn"
    source_id = "cn_zj_register"
    entrance = "/doctor/index.html"

    def pages(self) -> Mapping[str, Page]:
        return {"/doctor/index.html": self._list, r"/doctor/index_{n:[1-9]\d*}.html": self._list}

    def barrier(self) -> web.Response:
        return web.Response(status=412, body=render("zj_barrier").encode(), content_type="text/html")

    def _list(self, request: web.Request) -> web.Response:
        page = int(request.match_info.get("n", "0")) + 1
        numbers = self.published.numbers
        page_count = max(1, -(-len(numbers) // _PAGE_SIZE))
        if page > page_count:
            raise web.HTTPNotFound
        shown = window(numbers, page, _PAGE_SIZE)
        text = render(
            "zj_register",
            rows=list(zip([n + 1 for n in shown], self.published.rows(shown), strict=True)),
            row_count=len(numbers),
            page=page,
            page_count=page_count,
        )
        return html(text, encoding="gb18030")
