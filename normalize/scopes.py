"""执业范围: the official scopes a text names."""

import contextlib
import re
from functools import cache

from normalize.text import compact, read_codes, says_nothing, tidy

# A scope may explain what it includes, and a list may be numbered.
_INCLUDING = re.compile(r"\(含[^()]*\)")
_NUMBERING = re.compile(r"(?:(?<=^)|(?<=[;,、|/]))\(?\d{1,2}[.、)]")
# A scope added to another one's certificate (全科医学 to 内科), and a list that circled figures number.
_ADDED = re.compile(r"\(?加注:?([^();]*)\)?")
_LINE_BREAK = re.compile(r"[\r\n①-⑳]+|[(（]\d{1,2}[)）]")
_LABEL = re.compile(r"^(?:执业)?范围:")
# The part of a scope that a bracket names: 中医专业(针灸推拿).
_PART = re.compile(r"\(([^()]*)\)")
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
    >>> clean_scope("精神卫生专业（含精神病专业、心理卫生专业）"), clean_scope("中医专业（针灸推拿）")
    (('精神卫生专业',), ('中医专业',))
    >>> clean_scope("内科专业（加注全科医学专业）")
    ('全科医学专业', '内科专业')
    >>> clean_scope("内科专业、兽医")
    Traceback (most recent call last):
    ValueError: unknown scope: 兽医
    """
    # A cell of several lines has a scope in each; a blank may stand between two scopes, or be padding.
    text = _LINE_BREAK.sub(";", text.strip())
    try:
        return _read(compact(text))
    except ValueError:
        spaced = tidy(text)
        if " " not in spaced:
            raise
        with contextlib.suppress(ValueError):
            return _read(spaced.replace(" ", ";"))
        raise


def _read(text: str) -> tuple[str, ...] | None:
    rest = _NUMBERING.sub("", _LABEL.sub("", _INCLUDING.sub("", text)))
    rest = _ADDED.sub(r";\1;", rest)
    if says_nothing(rest):
        return None
    scopes, longest = _scopes()
    found = set()
    while rest := rest.lstrip(_SEPARATORS):
        for length in range(min(longest, len(rest)), 0, -1):
            scope = scopes.get(rest[:length])
            end = _end_of_parts(rest, length, scope) if scope else 0
            if scope and (end == len(rest) or rest[end] in _SEPARATORS):
                found.add(scope)
                rest = rest[end:]
                break
        else:
            raise ValueError(f"unknown scope: {re.split(f'[{re.escape(_SEPARATORS)}]', rest)[0][:20]}")
    return tuple(sorted(found)) or None


def _end_of_parts(text: str, end: int, scope: str) -> int:
    """Where the bracket after a scope ends, if it names parts of that very scope; else `end`."""
    bracket = _PART.match(text, end)
    if bracket and all(_scopes()[0].get(part) == scope for part in re.split("[、,;]", bracket[1])):
        return bracket.end()
    return end
