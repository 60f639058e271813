"""Chinese Medical Doctor Association: one page per committee, in GBK with `?` for what GBK lacks."""

from collections.abc import Mapping
from itertools import groupby

from aiohttp import web

from simulator.sites.site import Page, Site, html, render


class CmdaCommittee(Site):
    """`/committees/index.html` links to every committee."""

    host = "www.cmda.net"
    source_id = "cn_cmda_committee"
    entrance = "/committees/index.html"

    def pages(self) -> Mapping[str, Page]:
        return {"/committees/index.html": self._index, "/committees/{committee}.html": self._committee}

    def barrier(self) -> web.Response:
        return web.Response(status=403, text=render("cmda_barrier"), content_type="text/html")

    def _index(self, request: web.Request) -> web.Response:
        committees = self.published.rows(self.published.groups("专委会编号").firsts)
        return _gbk(render("cmda_index", committees=committees))

    def _committee(self, request: web.Request) -> web.Response:
        numbers = self.published.groups("专委会编号").rows_of(request.match_info["committee"])
        if len(numbers) == 0:
            raise web.HTTPNotFound
        rows = self.published.rows(numbers)
        blocks = [list(block) for _, block in groupby(rows, key=lambda row: row["职务"])]
        return _gbk(render("cmda_committee", committee=rows[0], blocks=blocks))


def _gbk(text: str) -> web.Response:
    """The header is silent; the page itself declares the encoding."""
    return html(text, encoding="gbk", content_type="text/html")
