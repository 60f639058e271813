"""A hospital's staff page: cards by department, behind links that are good for a day."""

from collections.abc import Mapping
from hashlib import blake2b

from aiohttp import web

from simulator.sites.site import Page, Site, html, render


class WchscuStaff(Site):
    """`/zjjs/index.html` links to departments, each one page; a link without its token of the day is dead."""

    host = "www.wchscu.cn"
    source_id = "cn_wchscu_staff"
    entrance = "/zjjs/index.html"

    def pages(self) -> Mapping[str, Page]:
        return {"/zjjs/index.html": self._index, "/zjjs/dept.jspx": self._department}

    def barrier(self) -> web.Response:
        """Whoever looks at too many pages finds every link expired."""
        return _expired()

    def _index(self, request: web.Request) -> web.Response:
        departments = self.published.groups("科室")
        links = [(number, name, self._token(number)) for number, name in enumerate(departments.values, start=1)]
        return html(render("wchscu_index", links=links, hospital=self._hospital()))

    def _department(self, request: web.Request) -> web.Response:
        departments = self.published.groups("科室")
        text = request.query.get("id", "")
        number = int(text) if text.isdecimal() else 0
        if not 1 <= number <= len(departments.values) or request.query.get("token") != self._token(number):
            return _expired()
        name = departments.values[number - 1]
        experts = self.published.rows(departments.rows_of(name))
        return html(render("wchscu_department", name=name, experts=experts, hospital=self._hospital()))

    def _hospital(self) -> str | None:
        rows = self.published.rows(self.published.numbers[:1])
        return rows[0]["医院"] if rows else None

    def _token(self, number: int) -> str:
        return blake2b(f"{self.on}/{number}".encode(), digest_size=8).hexdigest()


def _expired() -> web.Response:
    return html(render("wchscu_expired"))
