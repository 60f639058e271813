"""Every barrier that sites of the field have been seen to put up, for any site to show in place of its own.

Most come with status 200. Whoever does not run their scripts, keep their cookies or read their pictures does not get
past them, however often the page is asked for again.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from simulator.sites.site import Barrier, Page, html


def _shows(text: str, status: int = 200, **headers: str) -> Barrier:
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    def show(request: web.Request, page: Page) -> web.Response:
        response = html(text)
        response.set_status(status)
        response.headers.update(named)
        return response

    return show


def _says(status: int, code: int, message: str) -> Barrier:
    """An interface's envelope, its characters spelled out."""

    def show(request: web.Request, page: Page) -> web.Response:
        text = json.dumps({"code": code, "msg": message, "data": None})
        return web.Response(status=status, text=text, content_type="application/json")

    return show


async def _shown(request: web.Request, page: Page) -> web.Response:
    """The page itself, its bytes ready to be altered."""
    answer = page(request)
    response = answer if isinstance(answer, web.Response) else await answer
    assert isinstance(response.body, bytes)
    response.headers.popall("ETag", None)
    return response


def _emptied(message: str, code: int | None = None) -> Barrier:
    """The interface's own envelope with its lists empty and its counts 0; `code` in place of what it says of itself."""

    async def show(request: web.Request, page: Page) -> web.Response:
        response = await _shown(request, page)
        assert isinstance(response.body, bytes)
        envelope = _without_entries(json.loads(response.body))
        own = "status" if "status" in envelope else "code"
        envelope |= {"message" if own == "status" else "msg": message}
        if code is not None:
            envelope[own] = code
        response.body = json.dumps(envelope).encode()
        return response

    return show


def _without_entries(content: Any) -> Any:
    if isinstance(content, dict):
        counts = {name: 0 for name in ("total", "count") if name in content}
        return {name: _without_entries(value) for name, value in content.items()} | counts
    return [] if isinstance(content, list) else content


def _overlaid(message: str) -> Barrier:
    """The page under a window, its tables without rows."""

    async def show(request: web.Request, page: Page) -> web.Response:
        response = await _shown(request, page)
        assert isinstance(response.body, bytes)
        bare = re.sub(rb"(<table.*?</tr>).*?(</table>)", rb"\1\2", response.body, flags=re.DOTALL)
        response.body = bare.replace(b"</body>", f'<div class="modal">{message}</div></body>'.encode())
        return response

    return show


_HEAD = '<!DOCTYPE html><html><head><meta charset="utf-8">'


def _alert(message: str) -> str:
    return f'{_HEAD}</head><body><script>alert("{message}");history.back();</script></body></html>'


def _site_page(title: str, body: str) -> str:
    """A page of the site like any other, links to log in and all."""
    top = '<div class="top"><a href="/login">登录</a> <a href="/reg">注册</a></div>'
    return f"{_HEAD}<title>{title}</title></head><body>{top}{body}</body></html>"


def _reset(request: web.Request, page: Page) -> web.Response:
    """Break the connection off."""
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


def _redirect_to_login(request: web.Request, page: Page) -> web.Response:
    """Send everyone to log in; there, with status 200, stands a form."""
    if "login" in request.query:
        form = '<form action="/login" method="post"><input name="u"><input name="p" type="password"></form>'
        return html(_site_page("用户登录", f"<p>会话已过期，请重新登录</p>{form}"))
    return web.Response(status=302, headers={"Location": f"{request.path}?login=1"})


async def _new_template(request: web.Request, page: Page) -> web.Response:
    """The page as it is after the site was made over: the same words in other elements."""
    response = await _shown(request, page)
    assert isinstance(response.body, bytes)
    for before, after in ((b'class="', b'class="v2-'), (b"<h1", b"<h3"), (b"<li", b"<p"), (b"<td", b"<div")):
        response.body = response.body.replace(before, after)
    return response


_TS = f"""{_HEAD}<script r="m">$_ts=window['$_ts'];if(!$_ts)$_ts={{}};$_ts.cd="qErEc6qqrc";</script></head></html>"""
_JSL = "<script>document.cookie='__jsl_clearance_s=1741000000.001|-1|x';location.href=location.pathname</script>"
_ACW = "<html><script>var arg1='3F2A';document.cookie='acw_sc__v2='+arg1;document.location.reload();</script></html>"
_CLICK = '<div class="captcha"><p>请顺序点击【春，山，江，月】</p><img src="/Captcha/Click"></div>'
_IMAGE = '<form><img src="/CaptchaGenerate/Generate"><input name="code"></form><script>alert("验证码错误");</script>'

BARRIERS: Mapping[str, Barrier] = {
    "ruishu_412": _shows(_TS, 412),
    "ruishu_202": _shows(_TS, 202),
    "jsl_521": _shows(_JSL, 521, Set_Cookie="__jsluid_s=8a1f; path=/; HttpOnly"),
    "jsl_512": _shows(_JSL, 512, Set_Cookie="__jsluid_s=8a1f; path=/; HttpOnly"),
    "acw": _shows(_ACW, Set_Cookie="acw_tc=76b20f; path=/; HttpOnly"),
    "forbidden": _shows(
        "<html><head><title>403 Forbidden</title></head><body><h1>403 Forbidden</h1></body></html>", 403
    ),
    "too_many": _shows("<h1>429 Too Many Requests</h1>", 429, Retry_After="3600"),
    "too_many_json": _says(200, 429, "请求次数超限，稍后再试"),
    # Of interfaces and of tables: they leave the page in its form, and only its entries are missing.
    "too_many_emptied": _emptied("请求次数超限，稍后再试", 429),
    "login_emptied": _emptied("登录超时", 401),
    "busy_emptied": _emptied("系统繁忙，请稍后重试"),
    "tomorrow_overlaid": _overlaid("查询受限，请明日再试"),
    "reset": _reset,
    "click_captcha": _shows(_site_page("查询", _CLICK)),
    "image_captcha": _shows(_site_page("查询", _IMAGE)),
    "interval": _shows(_alert("两次查询请间隔60秒")),
    "tomorrow": _shows(_site_page("查询", '<div class="modal">查询受限，请明日再试</div>')),
    "quota": _shows(_alert("请求次数超限，稍后再试")),
    "too_broad": _shows(_site_page("查询", '<div class="modal-body">请输入更加精确的医疗机构名称</div>')),
    "no_result": _shows(_site_page("查询", '<div class="modal-body">未查询到符合条件的医师</div>')),
    "expired": _shows(_site_page("提示", "<p>链接无效</p>")),
    "login": _redirect_to_login,
    "geo_403": _shows("<p>您的IP来自境外，本站仅限中国大陆境内访问</p>", 403),
    "geo_200": _shows(_site_page("提示", "<p>抱歉，本服务仅限中国大陆地区访问</p>")),
    "new_template": _new_template,
}
