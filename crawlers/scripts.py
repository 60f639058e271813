"""Scripts and JSON without personal data: what their literals say, and what stands under a key of homes or reviews."""

import json
import re

from crawlers.homes import is_address, is_home
from crawlers.reviews import is_review
from crawlers.shown import redact_shown
from normalize.privacy import REDACTED, personal_spans, redact

_STRING = r'"(?:[^"\\\n]|\\.)*+"|' + r"'(?:[^'\\\n]|\\.)*+'"
# What can hold a value: string literals, and numbers as long as a telephone's. An escape outside of a string is none.
_LITERAL = re.compile(rf"\\.|{_STRING}|(?<![\w.])\d{{10,27}}(?![\w.])")
_KEY = re.compile(
    r"\\.|(?:\"((?:[^\"\\\n]|\\.){1,60}+)\"|'([^'\\\n]{1,60}+)'|(?<![\w$])([A-Za-z_$][\w$]{0,59}))\s{0,9}:\s{0,9}(?=[\"'\[{])"
)
_VALUE = re.compile(_STRING)
_MARK = re.compile(rf"{_STRING}|[\[\]{{}}]")
# Where none of these stands, no key names a home or reviews.
_HINT = re.compile(
    r"addr|zz[\"':]|dz[\"':]|szd[\"':]|址|所在地|居住地|review|comment|evaluat|ping(?:jia|lun)|ganxie|评价|评论|点评"
    r"|感谢信|经验|\\u",
    re.I,
)
_SCORE = re.compile(r"[\d.%/分星\s]*")


def redact_script(script: str) -> str:
    """A script, or JSON, whose literals say nothing personal; a number that was one becomes a text.

    >>> redact_script('{"家庭地址": "文三路9号", "comments": [{"by": "李女士"}], "commentCount": 1}')
    '{"家庭地址": "[redacted]", "comments": "[redacted]", "commentCount": 1}'
    """
    if _HINT.search(script):
        script = _redact_keyed(script)
    if "\\" not in script and not personal_spans(script):
        return script  # nothing in it, as most are, and nothing hidden
    return _LITERAL.sub(lambda found: _redact_literal(found[0]), script)


def _redact_keyed(script: str) -> str:
    parts, last = [], 0
    for key in _KEY.finditer(script):
        if key.start() < last or not key.lastindex:
            continue
        begin, end = key.end(), 0
        name = _decoded(f'"{key[1]}"') if key[1] else key[key.lastindex]
        if is_home(name):
            value = _VALUE.match(script, begin)
            end = value.end() if value and is_address(_decoded(value[0])) else 0
        elif is_review(name):
            end = _end_of_review(script, begin)
        if end:
            parts += [script[last:begin], f'"{REDACTED}"']
            last = end
    return "".join([*parts, script[last:]])


def _end_of_review(script: str, begin: int) -> int:
    """Where the string, list or object at a place ends, or the script if it does not; 0 for a mere score."""
    if script[begin] in "\"'":
        value = _VALUE.match(script, begin)
        return value.end() if value and not _SCORE.fullmatch(value[0][1:-1]) else 0
    depth = 0
    for mark in _MARK.finditer(script, begin):
        depth += (mark[0] in "[{") - (mark[0] in "]}")
        if not depth:
            return mark.end()
    return len(script)


def _decoded(literal: str) -> str:
    """What a string literal says; one with an escape that JSON has not, as it is written."""
    inner = literal[1:-1]
    if "\\" not in inner:
        return inner
    quoted = inner if literal[0] == '"' else inner.replace("\\'", "'").replace('"', '\\"')
    quoted = re.sub(r"\\x([0-9A-Fa-f]{2})", r"\\u00\1", quoted)
    try:
        return str(json.loads(f'"{quoted}"', strict=False))
    except ValueError:
        return inner


def _redact_literal(literal: str) -> str:
    if len(literal) < 8:
        return literal
    if literal[0] not in "\"'":
        return f'"{REDACTED}"' if personal_spans(literal) else literal
    inner = _decoded(literal)
    # A literal may be a fragment of a page.
    clean = redact(redact_shown(inner))
    # What was escaped stays so: the page's encoding may not have the characters.
    return literal if clean == inner else json.dumps(clean, ensure_ascii="\\" in literal).replace("</", "<\\/")
