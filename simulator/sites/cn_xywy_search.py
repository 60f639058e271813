"""寻医问药: a JSON search over old copies."""

import json
from collections.abc import Mapping

from aiohttp import web

from simulator.sites.published import Row
from simulator.sites.site import Page, Site, counting_number, window

_USUAL_PAGE, _LARGEST_PAGE = 20, 100


class XywySearch(Site):
    """`/doctor/search?page=N&size=100`; an entry may stand on two pages, and counts once in the total."""

    host = "api.xywy.com"
    source_id = "cn_xywy_search"
    entrance = "/doctor/search?page=1&size=100"

    def pages(self) -> Mapping[str, Page]:
        return {"/doctor/search": self._search}

    def barrier(self) -> web.Response:
        answer = _json({"code": 429, "msg": "请求次数超限，稍后再试", "data": None})
        answer.set_status(429)
        answer.headers["Retry-After"] = "3600"
        return answer

    def _search(self, request: web.Request) -> web.Response:
        page = counting_number(request.query.get("page"))
        size = min(counting_number(request.query.get("size"), _USUAL_PAGE), _LARGEST_PAGE)
        numbers = self.published.numbers
        rows = self.published.rows(window(numbers, page, size, repeat_every=2))
        items = [_item(row) for row in rows]
        return _json({"code": 0, "data": {"total": len(numbers), "list": items}})


def _item(row: Row) -> dict[str, str | int]:
    """The site's database is loosely typed: ids are numbers, certificate numbers either, nothing is null."""
    item: dict[str, str | int] = {heading: value or "" for heading, value in row.items()}
    for heading in ("expert_id", "sex"):
        item[heading] = _number(item[heading])
    if isinstance(item["expert_id"], int) and item["expert_id"] % 2:
        item["zyzs"] = _number(item["zyzs"])
    return item


def _number(value: str | int) -> str | int:
    """The number a text spells, unless that would lose something."""
    return int(value) if str(value).isdecimal() and str(int(value)) == value else value


def _json(content: object) -> web.Response:
    return web.Response(text=json.dumps(content, ensure_ascii=False), content_type="application/json")
