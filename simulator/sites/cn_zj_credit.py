"""A credit portal: a copy of the register from a day it states, as JSON."""

import json
from collections.abc import Mapping

from aiohttp import web

from simulator.sites.site import Page, Site, counting_number, window

_USUAL_PAGE, _LARGEST_PAGE = 10, 50


class ZjCredit(Site):
    """`/api/medical/doctors?page=N&limit=50`; its text is all ASCII, each character an escape."""

    host = "credit.zj.gov.cn"
    source_id = "cn_zj_credit"
    entrance = "/api/medical/doctors?page=1&limit=50"

    def pages(self) -> Mapping[str, Page]:
        return {"/api/medical/doctors": self._list}

    def barrier(self) -> web.Response:
        """Whoever asks much is asked to log in, with status 200."""
        return _json({"status": 401, "message": "用户未登录", "snapshot_date": None, "count": 0, "data": None})

    def _list(self, request: web.Request) -> web.Response:
        page = counting_number(request.query.get("page"))
        limit = min(counting_number(request.query.get("limit"), _USUAL_PAGE), _LARGEST_PAGE)
        numbers = self.published.numbers
        rows = self.published.rows(window(numbers, page, limit, repeat_every=2))
        stated = self.published.rows(numbers[:1])
        content = {
            "status": 200,
            "message": "success",
            "snapshot_date": stated[0]["snapshot_date"] if stated else None,
            "count": len(numbers),
            "data": [{heading: value for heading, value in row.items() if heading != "snapshot_date"} for row in rows],
        }
        return _json(content)


def _json(content: object) -> web.Response:
    return web.Response(text=json.dumps(content), content_type="application/json")
