"""广东 short-term permits: numbered static pages of articles, each with a table."""

from collections.abc import Mapping
from functools import cached_property

from aiohttp import web

from simulator.sites.published import Row
from simulator.sites.site import Page, Site, html, render, window

_PAGE_SIZE = 10


class GdPermit(Site):
    """`/dqxy/index.html`, `/dqxy/index_1.html` and so on list the articles `/dqxy/content/post_ID.html`."""

    host = "wsjkw.gd.gov.cn"
    source_id = "cn_gd_permit"
    entrance = "/dqxy/index.html"

    def pages(self) -> Mapping[str, Page]:
        return {
            "/dqxy/index.html": self._index,
            r"/dqxy/index_{n:[1-9]\d*}.html": self._index,
            "/dqxy/content/post_{article}.html": self._article,
        }

    def barrier(self) -> web.Response:
        return html(render("gd_barrier"))

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
        return html(render("gd_permit_index", articles=shown, page=page, page_count=page_count))

    def _article(self, request: web.Request) -> web.Response:
        numbers = self.published.groups("公告编号").rows_of(request.match_info["article"])
        if len(numbers) == 0:
            raise web.HTTPNotFound
        return html(render("gd_permit_article", rows=self.published.rows(numbers)))
