"""执业范围: the official scopes a text names."""

import re
from functools import cache

from normalize.text import compact, read_codes, says_nothing

# A scope may explain what it includes, and a list may be numbered.
_INCLUDING = re.compile(r"\(含[^()]*\)")
_NUMBERING = re.compile(r"(?:(?<=^)|(?<=[;,、|/]))\(?\d{1,2}[.、)]")
_LINE_BREAK = re.compile(r"[\r\n]+")
_SEPARATORS = ";,、|/.。·+"


@cache
def _scopes() -> tuple[dict[str, str], int]:
    """Word -> official scope, and the length of the longest word."""
    scopes = {compact(row["word"]): row["scope"] for row in read_codes("scope")}
    return scopes, max(map(len, scopes))


def clean_scope(text: str) -> tuple[str, ...] | None:
    r"""The set of official scope names, sorted.

    Never split at 、 first: 医学检验、病理专业 is one scope. The longest word of the list that ends at a separator
    is taken; what then remains unknown is a ValueError that shows it.

    >>> clean_scope("医学检验、病理专业；内科、外科专业")
    ('内科专业', '医学检验、病理专业', '外科专业')
    >>> clean_scope("内科专业\n外科专业")
    ('内科专业', '外科专业')
    >>> clean_scope("精神卫生专业（含精神病专业、心理卫生专业）")
    ('精神卫生专业',)
    >>> clean_scope("内科专业、兽医")
    Traceback (most recent call last):
    ValueError: unknown scope: 兽医
    """
    # A cell of several lines has a scope in each.
    rest = compact(_LINE_BREAK.sub(";", text.strip()))
    rest = _NUMBERING.sub("", _INCLUDING.sub("", rest))
    if says_nothing(rest):
        return None
    scopes, longest = _scopes()
    found = set()
    while rest := rest.lstrip(_SEPARATORS):
        for length in range(min(longest, len(rest)), 0, -1):
            if rest[:length] in scopes and (length == len(rest) or rest[length] in _SEPARATORS):
                found.add(scopes[rest[:length]])
                rest = rest[length:]
                break
        else:
            raise ValueError(f"unknown scope: {re.split(f'[{re.escape(_SEPARATORS)}]', rest)[0][:20]}")
    return tuple(sorted(found)) or None
