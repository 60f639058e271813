"""好大夫在线: lists by province, details with an ETag, and a script in a 200 as its barrier."""

from collections.abc import Mapping
from functools import cached_property
from hashlib import blake2b

from aiohttp import web

from simulator.sites.site import Page, Site, counting_number, html, moved_window, render, window

_PAGE_SIZE = 20
# The day of the week, from Monday, on which a list is put in another order while it is read.
_MOVING = 3
# The first two characters of a province -> how its list is spelled; 陕西 and 山西 sound alike.
_SLUGS = {
    "北京": "beijing",
    "天津": "tianjin",
    "河北": "hebei",
    "山西": "shanxi",
    "内蒙": "neimenggu",
    "辽宁": "liaoning",
    "吉林": "jilin",
    "黑龙": "heilongjiang",
    "上海": "shanghai",
    "江苏": "jiangsu",
    "浙江": "zhejiang",
    "安徽": "anhui",
    "福建": "fujian",
    "江西": "jiangxi",
    "山东": "shandong",
    "河南": "henan",
    "湖北": "hubei",
    "湖南": "hunan",
    "广东": "guangdong",
    "广西": "guangxi",
    "海南": "hainan",
    "重庆": "chongqing",
    "四川": "sichuan",
    "贵州": "guizhou",
    "云南": "yunnan",
    "西藏": "xizang",
    "陕西": "shaanxi",
    "甘肃": "gansu",
    "青海": "qinghai",
    "宁夏": "ningxia",
    "新疆": "xinjiang",
}


class HaodfDoctor(Site):
    """`/doctor/list.html` links to provinces, their lists to doctors; nothing states a total."""

    host = "www.haodf.com"
    source_id = "cn_haodf_doctor"
    entrance = "/doctor/list.html"

    def pages(self) -> Mapping[str, Page]:
        return {
            "/doctor/list.html": self._provinces,
            "/doctor/list-all-{slug:[a-z]+}.html": self._list,
            r"/doctor/{doctor:\d+}.html": self._detail,
        }

    def barrier(self) -> web.Response:
        return html(render("haodf_barrier"))

    @cached_property
    def _province_of_slug(self) -> dict[str, str]:
        return {_slug(province): province for province in self.published.groups("省份").values}

    def _provinces(self, request: web.Request) -> web.Response:
        return html(render("haodf_provinces", provinces=self._province_of_slug.items()))

    def _list(self, request: web.Request) -> web.Response:
        slug = request.match_info["slug"]
        if slug not in self._province_of_slug:
            raise web.HTTPNotFound
        province = self._province_of_slug[slug]
        page = counting_number(request.query.get("p"))
        numbers = self.published.groups("省份").rows_of(province)
        is_moving = self.on.weekday() == _MOVING
        shown = moved_window(numbers, page, _PAGE_SIZE) if is_moving else window(numbers, page, _PAGE_SIZE, 3)
        doctors = self.published.rows(shown)
        has_next = page * _PAGE_SIZE < len(numbers)
        text = render("haodf_list", province=province, slug=slug, doctors=doctors, page=page, has_next=has_next)
        return html(text)

    def _detail(self, request: web.Request) -> web.Response:
        number = request.match_info["doctor"]
        found = self.published.groups("医生编号").rows_of(number)
        if len(found) == 0:
            raise web.HTTPNotFound
        # The counters must not change between two servings, or no page would ever be unchanged.
        text = render("haodf_detail", doctor=self.published.rows(found)[0], views=int(number) % 99_991)
        digest = blake2b(text.encode(), digest_size=8).hexdigest()
        is_known = any(etag.value == digest for etag in request.if_none_match or ())
        response = web.Response(status=304) if is_known else html(text)
        response.etag = digest
        return response


def _slug(province: str) -> str:
    return _SLUGS[province[:2]]
