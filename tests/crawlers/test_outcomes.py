import pytest
from scrapy.exceptions import CannotResolveHostError, DownloadTimeoutError, IgnoreRequest
from scrapy.http import HtmlResponse

from crawlers.outcomes import (
    ForbiddenByRobots,
    RefusedHost,
    RobotsUnreachable,
    Tally,
    TurnedAway,
    failure_outcome,
    settled_by_status,
    why_unread,
)
from warehouse.schema import REQUEST_OUTCOMES


def page(body: str, status: int = 200) -> HtmlResponse:
    return HtmlResponse("https://site.example/", body=body, encoding="utf-8", status=status)


# Sentences as sites put them, by what they mean.
WORDS = {
    "challenge": ["请输入验证码", "访问验证", "请完成下列验证后继续", "您的访问被阻断", "请求已被拦截", "请按住滑块"],
    "rate_limited": [
        "今日查询次数已达上限", "两次查询间隔不得少于60秒", "间隔时间为 60 秒", "请60秒后再试", "请求太快",
        "操作太频繁", "您的IP被限制", "IP已被封禁", "当日请求次数用完",
        # Spelled out, as interfaces do.
        '{"msg": "\\u8bf7\\u6c42\\u592a\\u5feb"}', '{"code":"429"}',
    ],
    "login": ["登录超时", "用户未登陆", "登录状态已失效", '{"status": 401, "data": []}'],
    "geo_blocked": ["海外用户暂不支持", "非中国大陆IP", "本服务仅支持大陆地区访问"],
    "expired": ["token已过期", "会话已失效"],
    "server_error": ["系统繁忙，未查询到数据，请稍后重试", "系统维护中", "当前访问人数过多", '{"code":500}'],
}  # fmt: skip


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("<script>$_ts=window['$_ts'];</script>", "challenge"),
        ("<script>document.cookie='__jsl_clearance_s=1'</script>", "challenge"),
        ("<script>setCookie('acw_sc__v2', arg1)</script>", "challenge"),
        ("<p>请顺序点击【春，山，江，月】", "challenge"),
        ("<script>alert('验证码错误')</script>", "challenge"),
        ("<div class=modal>两次查询请间隔 60 秒</div>", "rate_limited"),
        ("<p>查询受限，请明日再试", "rate_limited"),
        ('{"code": 1, "msg": "请求次数超限，稍后再试"}', "rate_limited"),
        ("<title>用户登录</title>", "login"),
        ("<form><input name=p type='password'></form>", "login"),
        ("<p>本站仅限境内访问", "geo_blocked"),
        ("<p>链接无效", "expired"),
        *((f"<p>{words}", outcome) for outcome, known in WORDS.items() for words in known),
        # Words that stand on pages of all kinds.
        ("<a href=/login>登录</a> <a href=/reg>注册</a>", "layout_changed"),
        ("<p>外科主任医师，擅长心律失常。每次随访间隔 3 个月，预约后请提前 30 分钟到院", "layout_changed"),
        ("<p>间隔缺损封堵术后 6 小时可再次进食；安全带法规解读", "layout_changed"),
        ("<script src=/static/captcha.js></script><p>神经系统疾病", "layout_changed"),
        # Nor does anybody but a look-up ask a question that could be too broad.
        ("<p>请输入更加精确的医疗机构名称", "layout_changed"),
        ("<p>本站已改版", "layout_changed"),
        # Nothing found is for a spider to say, which knows where it looked.
        ("<p style='display: none'>未查询到符合条件的医师", "layout_changed"),
    ],
)
def test_barriers_are_known_by_their_marks_in_pages_with_status_200(body: str, outcome: str) -> None:
    assert settled_by_status(page(body)) is None
    assert why_unread(page(body)) == outcome


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (200, "", None),
        (202, "", None),
        # Read like any other: a challenge has nothing to read.
        (202, "<script>$_ts=1</script>", None),
        (304, "", "unchanged"),
        (401, "", "login"),
        (403, "", "challenge"),
        (403, "<p>访问过于频繁", "rate_limited"),
        (403, "<p>系统繁忙", "challenge"),
        (404, "", "not_found"),
        (412, "<script>", "challenge"),
        (429, "", "rate_limited"),
        (451, "", "geo_blocked"),
        (500, "", "server_error"),
        (503, "<p>人机验证", "challenge"),
        (521, "<script>", "challenge"),
        (302, "", "server_error"),
    ],
)
def test_a_status_decides_where_it_can(status: int, body: str, outcome: str | None) -> None:
    assert settled_by_status(page(body, status)) == outcome


@pytest.mark.parametrize(
    ("location", "outcome"),
    [
        ("/login?back=/doctor", "login"),
        ("https://passport.site.example/", "login"),
        ("/cas/login", "login"),
        ("/doctor/blogin.html", "server_error"),
        ("/cascade/1.html", "server_error"),
    ],
)
def test_a_redirect_to_log_in_says_so_itself(location: str, outcome: str) -> None:
    response = HtmlResponse("https://site.example/", status=302, headers={"Location": location})
    assert settled_by_status(response) == outcome


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (RefusedHost(), "refused_host"),
        (ForbiddenByRobots(), "robots"),
        (RobotsUnreachable(), "robots_unreachable"),
        (TurnedAway("challenge"), "challenge"),
        (IgnoreRequest("max redirections reached"), "server_error"),
        (DownloadTimeoutError(), "timeout"),
        (CannotResolveHostError(), "server_error"),
        (ZeroDivisionError(), None),
    ],
)
def test_failures_are_named_unless_they_are_ours(error: Exception, outcome: str | None) -> None:
    assert failure_outcome(error) == outcome


@pytest.mark.parametrize(
    ("outcomes", "ended", "verdict"),
    [
        (["answer", "unchanged", "empty"], "finished", ("complete", None)),
        ([], "finished", ("failed", "nothing was asked (finished)")),
        ([], "start_error", ("failed", "nothing was asked (start_error)")),
        (["answer", "challenge", "challenge"], "challenge", ("blocked", "challenge x 2: p1")),
        (["answer"], "closespider_timeout", ("partial", "ended early: closespider_timeout")),
        (["timeout", "answer", "not_found"], "finished", ("partial", "not_found: p2; timeout: p0")),
        # Nothing was answered.
        (["timeout", "server_error"], "finished", ("failed", "server_error: p1; timeout: p0")),
        (["robots", "robots"], "finished", ("failed", "robots x 2: p0")),
        # One page of many has changed: the others are what they were.
        (["answer", "answer", "layout_changed"], "finished", ("partial", "layout_changed: p2")),
        (["answer", "unchanged", "layout_changed", "login"], "login", ("blocked", "login: p3")),
        # Half of them: it is the site.
        (["answer", "layout_changed"], "finished", ("failed", "layout_changed: p1 (1 of 2 such pages)")),
        (["challenge", "layout_changed"], "challenge", ("failed", "layout_changed: p1 (1 of 1 such pages)")),
    ],
)
def test_a_run_is_complete_only_if_every_page_was_answered(
    outcomes: list[str], ended: str, verdict: tuple[str, str | None]
) -> None:
    tally = Tally()
    for number, outcome in enumerate(outcomes):
        assert outcome in REQUEST_OUTCOMES
        tally.add(outcome, f"p{number}")
    assert tally.verdict(ended) == verdict


def test_details_that_all_have_changed_are_not_outweighed_by_their_lists() -> None:
    tally = Tally()
    for number in range(3):
        tally.add("answer", f"list {number}", "read_list")
    tally.add("layout_changed", "detail 1", "read_item")
    assert tally.verdict("finished") == ("failed", "layout_changed: detail 1 (1 of 1 such pages)")


@pytest.mark.parametrize(
    ("found", "dead", "verdict"),
    [
        (9, 1, ("complete", None)),
        (8, 1, ("partial", "not_found: /1")),
        (0, 1, ("partial", "not_found: /1")),
    ],
)
def test_a_dead_link_or_two_leave_a_run_complete(found: int, dead: int, verdict: tuple[str, str | None]) -> None:
    tally = Tally()
    tally.add("answer", "list", "read_list")
    for _ in range(found):
        tally.add("answer", "/0", "read_item", is_linked=True)
    for _ in range(dead):
        tally.add("not_found", "/1", "read_item", is_linked=True)
    assert tally.verdict("finished") == verdict


def test_a_page_of_the_list_that_is_not_found_does_not() -> None:
    tally = Tally()
    for number in range(40):
        tally.add("answer", f"list {number}", "read_list")
    tally.add("not_found", "list 40", "read_list")
    assert tally.verdict("finished") == ("partial", "not_found: list 40")


def test_an_error_of_ours_fails_the_run_whatever_was_read() -> None:
    tally = Tally(errors=["KeyError while reading p0"])
    tally.add("answer", "p0")
    assert tally.verdict("finished") == ("failed", "KeyError while reading p0")
