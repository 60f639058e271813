"""春雨医生: lists and details that carry their data in a script, in UTF-8 under a header that says GBK."""

import json
from collections.abc import Mapping

from aiohttp import web
from markupsafe import Markup

from simulator.sites.published import Row
from simulator.sites.site import Page, Site, counting_number, html, render, window

_PAGE_SIZE = 20
_CLAIMED = "text/html; charset=gbk"


class ChunyuDoctor(Site):
    """`/pc/doctors/?page=N` says in its script how many there are; its link to the next page only runs a script."""

    host = "www.chunyuyisheng.com"
    source_id = "cn_chunyu_doctor"
    entrance = "/pc/doctors/"

    def pages(self) -> Mapping[str, Page]:
        return {"/pc/doctors/": self._list, "/pc/doctor/{doctor:[0-9a-f]+}/": self._detail}

    def barrier(self) -> web.Response:
        return html(render("chunyu_barrier"), content_type=_CLAIMED)

    def _list(self, request: web.Request) -> web.Response:
        page = counting_number(request.query.get("page"))
        numbers = self.published.numbers
        page_count = -(-len(numbers) // _PAGE_SIZE)
        # The list moves while it is read: the last of a page is seen again on the next.
        doctors = self.published.rows(window(numbers, page, _PAGE_SIZE, repeat_every=4))
        paging = {"page": page, "totalPage": page_count, "total": len(numbers)}
        state = _script({"route": "doctors", "paging": paging, "user": None})
        return html(render("chunyu_list", doctors=doctors, state=state, **paging), content_type=_CLAIMED)

    def _detail(self, request: web.Request) -> web.Response:
        found = self.published.groups("id").rows_of(request.match_info["doctor"])
        if len(found) == 0:
            raise web.HTTPNotFound
        doctor = self.published.rows(found)[0]
        state = _script({"route": "doctor", "doctor": _shown(doctor), "user": None})
        return html(render("chunyu_detail", doctor=doctor, state=state), content_type=_CLAIMED)


def _shown(doctor: Row) -> dict[str, object]:
    """A doctor as the application keeps one: what it counts and sells stands beside what is listed."""
    number = int(str(doctor["id"])[-3:], 16)
    return {**doctor, "good_at": f"{doctor['clinic_name']}常见病、多发病", "reply_count": number * 7, "price": 30}


def _script(state: dict[str, object]) -> Markup:
    """JSON that stands in a script: a slash is escaped, or `</script>` in a text would end it."""
    return Markup(json.dumps(state, ensure_ascii=False).replace("/", "\\/"))
