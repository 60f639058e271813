"""浙江 bulletins of cancellations: an index of articles, each with a table of the acts."""

from collections.abc import Mapping
from functools import cached_property

from aiohttp import web

from simulator.sites.published import Row
from simulator.sites.site import Page, Site, html, render, window

_PAGE_SIZE = 15


class ZjCancellation(Site):
    """`/zxgg/index.html`, `/zxgg/index_1.html` and so on list the articles, newest first."""

    host = "wsjkw.zj.gov.cn"
    source_id = "cn_zj_cancellation"
    entrance = "/zxgg/index.html"

    def pages(self) -> Mapping[str, Page]:
        return {
            "/zxgg/index.html": self._index,
            r"/zxgg/index_{n:[1-9]\d*}.html": self._index,
            "/zxgg/{article}.html": self._article,
        }

    def barrier(self) -> web.Response:
        return web.Response(status=412, body=render("zj_barrier").encode(), content_type="text/html")

    @cached_property
    def _articles(self) -> list[Row]:
        """The first row of each article, newest article first."""
        articles = self.published.rows(self.published.groups("公告编号").firsts)
        return sorted(articles, key=lambda row: (row["发布日期"] or "", row["公告编号"] or ""), reverse=True)

    def _index(self, request: web.Request) -> web.Response:
        page = int(request.match_info.get("n", "0")) + 1
        page_count = max(1, -(-len(self._articles) // _PAGE_SIZE))
        if page > page_count:
            raise web.HTTPNotFound
        shown = [self._articles[i] for i in window(range(len(self._articles)), page, _PAGE_SIZE)]
        return html(render("zj_cancellation_index", articles=shown, page=page, page_count=page_count))

    def _article(self, request: web.Request) -> web.Response:
        numbers = self.published.groups("公告编号").rows_of(request.match_info["article"])
        if len(numbers) == 0:
            raise web.HTTPNotFound
        return html(render("zj_cancellation_article", rows=self.published.rows(numbers)))
