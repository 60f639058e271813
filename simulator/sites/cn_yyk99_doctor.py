"""99健康网医院库: sitemaps of sitemaps of hospitals, each a GBK table of four cells a doctor."""

from collections.abc import Mapping, Sequence

from aiohttp import web

from simulator.sites.site import Page, Site, html, render

_MAP_SIZE = 100
# A hospital in so many has a second page that nobody stands on.
_EMPTY_EVERY = 10
_EMPTY_SUFFIX = "99"


class Yyk99Doctor(Site):
    """`/sitemap.xml` names the sitemaps, those the hospitals; the pages' own links lead nowhere near as far."""

    host = "yyk.99.com.cn"
    source_id = "cn_yyk99_doctor"
    entrance = "/sitemap.xml"

    def pages(self) -> Mapping[str, Page]:
        return {
            "/sitemap.xml": self._index,
            r"/sitemap/yiyuan_{n:\d+}.xml": self._map,
            r"/hospital/{hospital:\d+}/doctors.html": self._hospital,
        }

    def barrier(self) -> web.Response:
        return _gbk(render("yyk99_barrier"))

    def _hospitals(self) -> Sequence[str]:
        listed = self.published.groups("医院编号").values
        return [*listed, *(hospital[:-2] + _EMPTY_SUFFIX for hospital in listed[::_EMPTY_EVERY])]

    def _index(self, request: web.Request) -> web.Response:
        count = -(-len(self._hospitals()) // _MAP_SIZE)
        paths = [f"/sitemap/yiyuan_{n}.xml" for n in range(1, count + 1)]
        return _xml(render("yyk99_sitemaps", host=self.host, paths=["/sitemap/news.xml", *paths], on=self.on))

    def _map(self, request: web.Request) -> web.Response:
        start = (int(request.match_info["n"]) - 1) * _MAP_SIZE
        hospitals = self._hospitals()[start : start + _MAP_SIZE] if start >= 0 else []
        if not hospitals:
            raise web.HTTPNotFound
        return _xml(render("yyk99_sitemap", host=self.host, hospitals=hospitals, on=self.on))

    def _hospital(self, request: web.Request) -> web.Response:
        hospital = request.match_info["hospital"]
        if hospital not in self._hospitals():
            raise web.HTTPNotFound
        doctors = self.published.rows(self.published.groups("医院编号").rows_of(hospital))
        return _gbk(render("yyk99_hospital", doctors=doctors))


def _gbk(text: str) -> web.Response:
    """GBK under a header that says nothing; the editor writes what GBK lacks as `&#...;`."""
    return html(text.encode("gbk", "xmlcharrefreplace").decode("gbk"), encoding="gbk", content_type="text/html")


def _xml(text: str) -> web.Response:
    return web.Response(text=text, content_type="text/xml")
