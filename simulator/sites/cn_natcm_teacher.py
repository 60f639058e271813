"""Notices of the administration of TCM: names in prose, numbered or in one sentence."""

from collections.abc import Mapping
from functools import cached_property

from aiohttp import web

from simulator.sites.published import Row
from simulator.sites.site import Page, Site, html, render, window

_PAGE_SIZE = 10


class NatcmTeacher(Site):
    """`/renjiaosi/gongzuodongtai/index.html`, `index_1.html` and so on list the notices, newest first."""

    host = "www.natcm.gov.cn"
    source_id = "cn_natcm_teacher"
    entrance = "/renjiaosi/gongzuodongtai/index.html"

    def pages(self) -> Mapping[str, Page]:
        folder = "/renjiaosi/gongzuodongtai"
        return {
            f"{folder}/index.html": self._index,
            rf"{folder}/index_{{n:[1-9]\d*}}.html": self._index,
            rf"{folder}/{{on:\d+-\d+-\d+}}/{{notice:\d+}}.html": self._notice,
        }

    def barrier(self) -> web.Response:
        return web.Response(status=202, body=render("natcm_barrier").encode(), content_type="text/html")

    @cached_property
    def _notices(self) -> list[Row]:
        """The first row of each notice, newest first."""
        notices = self.published.rows(self.published.groups("公告编号").firsts)
        return sorted(notices, key=lambda row: (row["发布日期"] or "", row["公告编号"] or ""), reverse=True)

    def _index(self, request: web.Request) -> web.Response:
        page = int(request.match_info.get("n", "0")) + 1
        page_count = max(1, -(-len(self._notices) // _PAGE_SIZE))
        if page > page_count:
            raise web.HTTPNotFound
        shown = [self._notices[i] for i in window(range(len(self._notices)), page, _PAGE_SIZE)]
        return html(render("natcm_index", notices=shown, page=page, page_count=page_count))

    def _notice(self, request: web.Request) -> web.Response:
        number = request.match_info["notice"]
        rows = self.published.rows(self.published.groups("公告编号").rows_of(number))
        if not rows or rows[0]["发布日期"] != request.match_info["on"]:
            raise web.HTTPNotFound
        # Two offices, two habits of writing a list.
        template = "natcm_numbered" if int(number) % 2 else "natcm_sentence"
        return html(render(template, rows=rows))
