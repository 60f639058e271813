"""安徽 bulletins: an article a quarter, whose lists are PDF files."""

from collections.abc import Mapping
from functools import cached_property

from aiohttp import web

from simulator.sites.pdf import bulletin, scan
from simulator.sites.published import Numbers, Row
from simulator.sites.site import Page, Site, html, render, window

_PAGE_SIZE = 20
# What the name of a file says of its act.
_ACTS = {"zx": "注销", "dx": "吊销"}
_WIDTHS = {"序号": 3, "姓名": 5, "性别": 2, "执业证书编码": 8, "执业机构": 12, "生效日期": 6, "原因": 8}


class AhCancellation(Site):
    """`/ysgl/index.html`, `/ysgl/index_1.html` and so on; an article `/ysgl/ID.html` links to `files/ID-ACT.pdf`.

    An act is zx or dx.
    """

    host = "wjw.ah.gov.cn"
    source_id = "cn_ah_cancellation"
    entrance = "/ysgl/index.html"

    def pages(self) -> Mapping[str, Page]:
        return {
            "/ysgl/index.html": self._index,
            r"/ysgl/index_{n:[1-9]\d*}.html": self._index,
            r"/ysgl/{article:\d+}.html": self._article,
            r"/ysgl/files/{article:\d+}-{act:zx|dx}.pdf": self._file,
        }

    def barrier(self) -> web.Response:
        text = render("ah_barrier")
        return web.Response(status=202, text=text, content_type="text/html")

    @cached_property
    def _articles(self) -> list[Row]:
        """The first row of each article, newest article first."""
        return self.published.rows(self.published.groups("公告编号").firsts)

    def _index(self, request: web.Request) -> web.Response:
        page = int(request.match_info.get("n", "0")) + 1
        page_count = max(1, -(-len(self._articles) // _PAGE_SIZE))
        if page > page_count:
            raise web.HTTPNotFound
        shown = [self._articles[n] for n in window(range(len(self._articles)), page, _PAGE_SIZE)]
        return html(render("ah_index", articles=shown, page=page, page_count=page_count))

    def _rows(self, request: web.Request) -> list[Row]:
        numbers: Numbers = self.published.groups("公告编号").rows_of(request.match_info["article"])
        if len(numbers) == 0:
            raise web.HTTPNotFound
        return self.published.rows(numbers)

    def _article(self, request: web.Request) -> web.Response:
        rows = self._rows(request)
        acts = [(name, act) for name, act in _ACTS.items() if any(row["处理"] == act for row in rows)]
        return html(render("ah_article", article=rows[0], acts=acts))

    def _file(self, request: web.Request) -> web.Response:
        act = _ACTS[request.match_info["act"]]
        rows = [row for row in self._rows(request) if row["处理"] == act]
        if not rows:
            raise web.HTTPNotFound
        if rows[0]["附件"] == "扫描件":
            return web.Response(body=scan(len(rows)), content_type="application/pdf")
        cells = [[str(n), *(row[heading] or "" for heading in list(_WIDTHS)[1:])] for n, row in enumerate(rows, 1)]
        title = f"{rows[0]['标题']}（{act}）"
        return web.Response(
            body=bulletin(title, list(_WIDTHS), cells, list(_WIDTHS.values())), content_type="application/pdf"
        )
