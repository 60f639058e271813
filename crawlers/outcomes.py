"""What came of a request and of a run: every answer and failure has one name, and only one means "not found"."""

import re
from collections import Counter
from dataclasses import dataclass, field

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Response, TextResponse

# The page was answered; `empty` is a true "no result". `too_broad` says nothing of what was asked: the register would
# have it put more precisely, so the question stays open and nothing is wrong with the run.
ANSWERED = frozenset({"answer", "unchanged", "empty", "too_broad"})
# The site does not want to be asked: nothing more is asked of it in this run.
STOPPING = frozenset({"challenge", "login", "rate_limited", "geo_blocked"})
# Nothing came that says anything of what was asked.
_UNANSWERED = frozenset({"server_error", "timeout", "refused_host", "robots", "robots_unreachable"})

_BY_STATUS = {
    304: "unchanged", 401: "login", 404: "not_found", 407: "login", 410: "not_found", 412: "challenge",
    429: "rate_limited", 451: "geo_blocked", 512: "challenge", 521: "challenge",
}  # fmt: skip

# A number that an envelope gives itself, where the status says 200.
_CODE = r"""["'](?:code|status|errcode|errno|ret)["']\s*:\s*["']?"""

# By kind, in order: a page may carry several, as a login form under a captcha. They count only on a page that gave
# nothing: others have a login form in their head, a captcha beside a comment, and such words in a biography.
_MARKERS = tuple(
    (outcome, re.compile("|".join(patterns), re.IGNORECASE))
    for outcome, patterns in (
        (
            "geo_blocked",
            (
                r"(?:境外|海外)(?:IP|访问|地址|用户|地区)",
                r"非(?:中国)?(?:大陆|境内)(?:IP|地区|用户|访问)",
                r"(?:仅限|只允许|仅支持|仅对)(?:中国)?(?:大陆|境内)",
                rf"{_CODE}451\b",
            ),
        ),
        (
            "challenge",
            (
                r"\$_ts\b|__jsl_clearance|acw_sc__v2|aliyun_waf|cf-challenge",
                r"CaptchaGenerate|<img[^>]+captcha|<title>[^<]*(?:captcha|Just a moment)",
                r"请(?:依次|按?顺序)点击|滑块",
                r"(?:人机|安全|访问|行为|身份)(?:验证|校验)|完成(?:下列|下方|以下|上述)?验证",
                r"验证码(?:错误|有误|不正确|已?过期|已?失效)|(?:输入|填写)[^<>\"'。]{0,6}验证码",
                r"(?:访问|请求)[^<>。]{0,4}被[^<>。]{0,4}(?:阻断|拦截|拒绝|禁止)",
                rf"{_CODE}(?:403|412)\b",
            ),
        ),
        (
            "rate_limited",
            (
                r"间隔[^<>。\d]{0,8}\d+\s*(?:秒|分)|\d+\s*(?:秒|分钟?|小时)(?:之|以)?后[^<>。]{0,2}(?:再|重)试",
                r"明[日天]再试|(?:查询|访问|操作|请求)(?:次数)?受限",
                r"次数[^<>。]{0,6}(?:超限|超出|超过|上限|用完|用尽|限制)",
                r"(?:过于|太过?|过)频繁|(?:访问|操作|查询|请求|速度)(?:太|过)(?:快|多)",
                r"IP(?:地址)?已?被(?:限制|封|禁|列入)",
                rf"{_CODE}429\b",
            ),
        ),
        # Not 登录 alone: pages invite to log in for reviews, and link to it from their head.
        (
            "login",
            (
                r"请(?:先|重新)登[录陆]|(?:未|尚未|没有)登[录陆]|登[录陆](?:状态)?已?(?:超时|过期|失效)",
                r"<title>[^<]*登[录陆]|<input[^>]+type=[\"']?password",
                rf"{_CODE}401\b",
            ),
        ),
        ("expired", (r"(?:链接|令牌|token)(?:无效|已?失效|已?过期)|会话(?:超时|已?过期|已?失效)",)),
        # No barrier: it could not answer.
        (
            "server_error",
            (
                r"(?:系统|服务器?|网站|网络)[^<>。，]{0,4}(?:繁忙|维护|升级|异常|错误|故障|不可用)",
                r"人数过多|稍[后候](?:再|重)试",
                rf"{_CODE}5\d\d\b",
            ),
        ),
    )
)
_LOGIN_ADDRESS = re.compile(r"(?<![a-z])(?:login|logon|signin|passport|sso|cas)(?![a-z])", re.I)
_LONGEST_LOOKED_AT = 200_000
_UNSHOWN = re.compile(r"<(script|style|a)\b.*?</\1>|<!--.*?-->", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")

# Of the pages of a kind: from here on the site has changed, and not a page of it.
_CHANGED_SITE = 0.5
# Lists run behind what they list by a few entries; more than this is a site that moved its pages.
_DEAD_AT_MOST = 0.1

_UNREACHED = (
    CannotResolveHostError, DownloadCancelledError, DownloadConnectionRefusedError, DownloadFailedError,
    # More redirects, or more bytes unpacked, than are allowed.
    IgnoreRequest, ResponseDataLossError,
)  # fmt: skip


class LayoutChanged(Exception):
    """A page lacks what the spider reads there; raised while reading it. The message names what, never a value."""


class Stopped(IgnoreRequest):
    """A request that was not sent, since the run was turned away before its turn came. It has no outcome."""


class ForbiddenByRobots(IgnoreRequest):
    """A request that robots.txt forbids."""


class RobotsUnreachable(IgnoreRequest):
    """A request that is not sent, since nobody could show robots.txt: it might forbid it (RFC 9309, 2.3.1.4)."""


class TurnedAway(IgnoreRequest):
    """A request that is not sent, since robots.txt itself is behind a barrier; the message is its outcome."""


class RefusedHost(IgnoreRequest):
    """A request to a host the source does not declare; raised before anything is sent."""


def settled_by_status(response: Response) -> str | None:
    """The outcome where the status decides it; None where the body has to be read."""
    if response.status in _BY_STATUS:
        return _BY_STATUS[response.status]
    if response.status == 403:
        found = barrier(response)
        return found if found in STOPPING else "challenge"
    if is_login_redirect(response):
        return "login"
    return None if 200 <= response.status < 300 else barrier(response) or "server_error"


def is_login_redirect(response: Response) -> bool:
    """Whether an answer sends the visitor to log in."""
    location = (response.headers.get("Location") or b"").decode("latin-1")
    return 300 <= response.status < 400 and _LOGIN_ADDRESS.search(location) is not None


def barrier(response: Response, *, is_shown: bool = False) -> str | None:
    """The barrier whose mark stands in a body, most of them with status 200; or `server_error`, said in words.

    To be asked only of a page that gave nothing: see `_MARKERS`. `is_shown`: of a page that says why it gave nothing,
    only what a visitor reads. Its scripts hold messages for what has not happened, its links invite to log in.
    """
    text = _text(response)
    if is_shown:
        text = _TAG.sub(" ", _UNSHOWN.sub(" ", text))
    return next((outcome for outcome, marker in _MARKERS if marker.search(text)), None)


def why_unread(response: Response) -> str:
    """Why a page could not be read: a barrier, or else its layout has changed."""
    return barrier(response) or "layout_changed"


def failure_outcome(error: BaseException) -> str | None:
    """The outcome of a request that brought no answer; None if the error is ours."""
    if isinstance(error, RefusedHost):
        return "refused_host"
    if isinstance(error, ForbiddenByRobots):
        return "robots"
    if isinstance(error, RobotsUnreachable):
        return "robots_unreachable"
    if isinstance(error, TurnedAway):
        return str(error)
    if isinstance(error, DownloadTimeoutError):
        return "timeout"
    return "server_error" if isinstance(error, _UNREACHED) else None


@dataclass
class Tally:
    """Counts the outcomes of a run and gives its verdict."""

    outcomes: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)
    # By the method that reads them: pages answered, changed and not found.
    _kinds: dict[str, Counter[str]] = field(default_factory=dict)
    _first: dict[str, str] = field(default_factory=dict)

    def add(self, outcome: str, note: str, kind: str = "", *, is_linked: bool = False) -> None:
        """Count a request; `note` says where and why, for the first of each outcome.

        `kind` names the method that reads such pages. `is_linked`: a list that was read in this run links to it.
        """
        self.outcomes[outcome] += 1
        self._first.setdefault(outcome, note)
        pages = self._kinds.setdefault(kind, Counter())
        pages["answered" if outcome in ANSWERED else "dead" if outcome == "not_found" and is_linked else outcome] += 1

    def verdict(self, ended: str) -> tuple[str, str | None]:
        """Outcome (schema.RUN_OUTCOMES) and reason of a run that ended as Scrapy's `ended` says.

        Complete if every page that was asked was answered, or is the dead end of a link: that says nothing of the
        entry (history marks it missed, and closes nothing), unless links of a kind are dead by the dozen. A changed
        page leaves the run partial; where half of the pages of a kind have changed it has failed, since then the
        site has, and how many others were misread cannot be known. A run that asked nothing, or was
        answered nothing, has failed.
        """
        if self.errors:
            return "failed", self.errors[0]
        for pages in self._kinds.values():
            changed, read = pages["layout_changed"], pages["answered"] + pages["layout_changed"]
            if changed and changed >= _CHANGED_SITE * read:
                return "failed", f"{self._note('layout_changed')} ({changed} of {read} such pages)"
        if not self.outcomes:
            return "failed", f"nothing was asked ({ended})"
        for outcome in sorted(STOPPING & set(self.outcomes)):
            return "blocked", self._note(outcome)
        if _UNANSWERED.issuperset(self.outcomes):
            return "failed", "; ".join(map(self._note, sorted(self.outcomes)))
        if ended != "finished":
            return "partial", f"ended early: {ended}"
        unanswered = sorted(set(self.outcomes) - ANSWERED - ({"not_found"} if self._is_all_dead_ends else set()))
        return ("partial", "; ".join(map(self._note, unanswered))) if unanswered else ("complete", None)

    @property
    def _is_all_dead_ends(self) -> bool:
        """Whether what was not found are links of a list, few of each kind."""
        dead = sum(pages["dead"] for pages in self._kinds.values())
        return dead == self.outcomes["not_found"] and all(
            pages["dead"] <= _DEAD_AT_MOST * (pages["answered"] + pages["dead"]) for pages in self._kinds.values()
        )

    def _note(self, outcome: str) -> str:
        count = self.outcomes[outcome]
        return f"{outcome}{f' x {count}' if count > 1 else ''}: {self._first[outcome]}"


def _text(response: Response) -> str:
    text = response.text[:_LONGEST_LOOKED_AT] if isinstance(response, TextResponse) else ""
    # JSON may spell every character out.
    return re.sub(r"\\u([0-9a-fA-F]{4})", lambda code: chr(int(code[1], 16)), text) if r"\u" in text else text
