"""Blocks that a page marks as reviews by patients: what someone tells of an illness is not what we come for."""

import re
from collections import Counter

from normalize.privacy import REDACTED

# Found a hundred times faster than names, and most pages have none.
_HINTS = ("eview", "omment", "valuat", "ingjia", "inglun", "anxiexin", "评价", "评论", "点评", "感谢信", "经验")

# Of a class, id or key, without hyphens: its counts, scores, links and forms (commentNum) are no reviews.
_NAME = re.compile(
    r"(?:[a-z0-9]*?(?<!p)review|[a-z0-9]*?(?:comment|evaluat(?:e|ion)|pingjia|pinglun|ganxiexin))s?"
    r"(?:list|content|text|info|data|detail|item|body|block|box|wrap|area|section|panel|con|vo|dto)?s?"
    r"|(?:患者|用户|病友|网友)?(?:诊后|就诊|就医|看病)?(?:评价|评论|点评|感谢信|经验)(?:内容|列表|详情)?"
)
_MARKED = re.compile(rf"<[^<>]*(?:{'|'.join(_HINTS)})[^<>]*>")
_TAG = re.compile(r"<!--(?:.*?-->|.*)|<(/?)([a-zA-Z][\w:-]{0,20})([^<>]*)>", re.S)
_NAMES = re.compile(r"(?<![\w-])(?:class|id|itemprop)\s{0,9}=\s{0,9}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.I)
_VOID = re.compile("area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr")
# Of these the next ends the one before.
_ENDED_BY_NEXT = re.compile("li|p|dt|dd|tr|td|th|option")
# A page, a form or a link is more than a review, whatever it is called.
_NEVER = re.compile("html|head|body|main|form|script|style|title|a|button|nav|header|footer")


def is_review(name: str) -> bool:
    """Whether a class, id or key names reviews.

    >>> [is_review(name) for name in ("comment-list", "patientReviews", "患者评价", "commentCount", "preview")]
    [True, True, True, False, False]
    """
    return len(name) <= 60 and _NAME.fullmatch(name.replace("-", "").replace("_", "").lower()) is not None


def without_reviews(page: str) -> str:
    """The page with nothing in the elements whose class, id or itemprop names reviews; their tags stay.

    >>> without_reviews('<ul><li class="comment-item">李女士：<b>谢谢</b></li><li>张伟</li></ul>')
    '<ul><li class="comment-item">[redacted]</li><li>张伟</li></ul>'
    """
    if not any(hint in page for hint in _HINTS) or not _MARKED.search(page):
        return page
    parts: list[str] = []
    open_tags: list[str] = []
    counts: Counter[str] = Counter()
    # Where the block begins that is being cut out, and how deep it lies.
    begin, depth, last = -1, 0, 0
    for mark in _TAG.finditer(page):
        closing, tag, attributes = mark[1], (mark[2] or "").lower(), mark[3]
        if not tag or _VOID.fullmatch(tag):
            continue
        if closing and not counts[tag]:
            continue
        if closing or (open_tags[-1:] == [tag] and _ENDED_BY_NEXT.fullmatch(tag)):
            while True:
                ended = open_tags.pop()
                counts[ended] -= 1
                if ended == tag:
                    break
        if begin >= 0 and len(open_tags) < depth:
            parts += [page[last:begin], REDACTED]
            last, begin = mark.start(), -1
        if not closing and not attributes.endswith("/"):
            open_tags.append(tag)
            counts[tag] += 1
            if begin < 0 and _is_marked(attributes) and not _NEVER.fullmatch(tag):
                begin, depth = mark.end(), len(open_tags)
    if begin >= 0:
        parts += [page[last:begin], REDACTED]
        last = len(page)
    return "".join([*parts, page[last:]])


def _is_marked(attributes: str) -> bool:
    return any(hint in attributes for hint in _HINTS) and any(
        is_review(name) for found in _NAMES.findall(attributes) for name in "".join(found).split()
    )
