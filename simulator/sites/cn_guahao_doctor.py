"""微医: lists by province that state their total, and details whose breadcrumb says where."""

from collections.abc import Mapping

from aiohttp import web

from simulator.sites.site import Page, Site, counting_number, html, render, window

_PAGE_SIZE = 20


class GuahaoDoctor(Site):
    """`/expert` links to provinces, their lists to experts; a page past the end has no entries."""

    host = "www.guahao.com"
    source_id = "cn_guahao_doctor"
    entrance = "/expert"

    def pages(self) -> Mapping[str, Page]:
        return {
            "/expert": self._areas,
            # aiohttp matches text outside braces in its quoted form, which no decoded path has.
            r"/expert/all/{province}/all/{level:不限}/p{page:\d+}": self._list,
            "/expert/{expert:[0-9a-f-]+}": self._detail,
        }

    def barrier(self) -> web.Response:
        return web.Response(status=521, text=render("guahao_barrier"), content_type="text/html")

    def _areas(self, request: web.Request) -> web.Response:
        return html(render("guahao_areas", provinces=self.published.groups("省份").values))

    def _list(self, request: web.Request) -> web.Response:
        province = request.match_info["province"]
        page = counting_number(request.match_info["page"])
        numbers = self.published.groups("省份").rows_of(province)
        text = render(
            "guahao_list",
            province=province,
            experts=self.published.rows(window(numbers, page, _PAGE_SIZE)),
            total=len(numbers),
            page=page,
            has_next=page * _PAGE_SIZE < len(numbers),
        )
        return html(text)

    def _detail(self, request: web.Request) -> web.Response:
        found = self.published.groups("专家编号").rows_of(request.match_info["expert"])
        if len(found) == 0:
            raise web.HTTPNotFound
        return html(render("guahao_detail", expert=self.published.rows(found)[0]))
