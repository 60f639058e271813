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

# In order: a page may carry several, as a login form under a captcha.
_MARKERS = tuple(
    (outcome, re.compile(pattern))
    for outcome, pattern in (
        ("geo_blocked", r"境外(?:IP|访问|地址)|(?:仅限|只允许)(?:中国)?(?:大陆|境内)"),
        (
            "challenge",
            r"\$_ts\b|__jsl_clearance|acw_sc__v2|请顺序点击|验证码错误|CaptchaGenerate|滑块|人机验证|安全验证",
        ),
        ("rate_limited", r"间隔\s*\d+\s*秒|请明日再试|查询受限|次数超限|(?:访问|操作|查询)过于频繁"),
        # Not 登录 alone: pages invite to log in for reviews, and link to it from their head.
        ("login", r"请(?:先|重新)登录|未登录|<title>[^<]*登录|<input[^>]+type=[\"']?password"),
        ("expired", r"链接(?:无效|已?失效|已?过期)|会话(?:超时|已?过期)"),
    )
)
_LOGIN_ADDRESS = re.compile(r"(?<![a-z])(?:login|logon|signin|passport|sso|cas)(?![a-z])", re.I)
_EMPTY = re.compile(r"未(?:查询|检索)到|没有找到符合条件|查无此人|暂无(?:数据|公告|记录)")
_TOO_BROAD = re.compile(r"请输入更加?精确的")
_LONGEST_LOOKED_AT = 200_000

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


class RefusedHost(IgnoreRequest):
    """A request to a host the source does not declare; raised before anything is sent."""


def settled_by_status(response: Response) -> str | None:
    """The outcome where the status decides it; None where the body has to be read."""
    if response.status in _BY_STATUS:
        return _BY_STATUS[response.status]
    if response.status == 403:
        return barrier(response) or "challenge"
    if response.status == 202:
        return barrier(response)
    if is_login_redirect(response):
        return "login"
    return None if 200 <= response.status < 300 else barrier(response) or "server_error"


def is_login_redirect(response: Response) -> bool:
    """Whether an answer sends the visitor to log in."""
    location = (response.headers.get("Location") or b"").decode("latin-1")
    return 300 <= response.status < 400 and _LOGIN_ADDRESS.search(location) is not None


def barrier(response: Response) -> str | None:
    """The barrier whose mark stands in a body; most of them come with status 200."""
    text = _text(response)
    return next((outcome for outcome, marker in _MARKERS if marker.search(text)), None)


def why_unread(response: Response) -> str:
    """Why a page could not be read: a barrier, or else its layout has changed.

    Only pages that could not be read are searched for marks, since ordinary pages carry a login link, or a word
    like them in a biography.
    """
    return barrier(response) or "layout_changed"


def says_empty(response: Response) -> bool:
    """Whether a page says there is nothing; to be believed only where nothing was found and no barrier stands."""
    return barrier(response) is None and _EMPTY.search(_text(response)) is not None


def says_too_broad(response: Response) -> bool:
    """Whether a register asks for a more precise question; to be believed only where a question was asked."""
    return barrier(response) is None and _TOO_BROAD.search(_text(response)) is not None


def failure_outcome(error: BaseException) -> str | None:
    """The outcome of a request that brought no answer; None if the error is ours."""
    if isinstance(error, RefusedHost):
        return "refused_host"
    if isinstance(error, ForbiddenByRobots):
        return "robots"
    if isinstance(error, RobotsUnreachable):
        return "robots_unreachable"
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
