"""Reading bits of a page: links, texts, and what must be there."""

import json
import re
from typing import Any, NamedTuple

from parsel import Selector
from scrapy.http import TextResponse

from crawlers.outcomes import LayoutChanged
from normalize.text import compact


class Link(NamedTuple):
    """Where a link leads, and what it says."""

    url: str
    text: str


class Sentence(NamedTuple):
    """What a site says in words: 「暂无数据」. Elsewhere on a page, or among other words, it means something else."""

    place: str  # CSS of the element that says this and nothing else
    text: str


def says(response: TextResponse, sentence: Sentence | None) -> bool:
    """Whether a page says a sentence in its place; blanks and a full stop do not matter."""
    if sentence is None:
        return False
    spoken = (compact(text_of(element)).rstrip("。.!") for element in response.css(sentence.place))
    return compact(sentence.text) in spoken


def links(response: TextResponse, css: str) -> list[Link]:
    """The links that `css` selects, each address once; those that only run a script are left out."""
    found: dict[str, Link] = {}
    for anchor in response.css(css):
        href = anchor.attrib.get("href", "").strip()
        if href and not href.startswith(("#", "javascript:")):
            url = response.urljoin(href)
            found.setdefault(url, Link(url, text_of(anchor)))
    return list(found.values())


def text_of(element: Selector) -> str:
    """All text of an element, without the blanks around it."""
    return "".join(element.root.itertext()).strip()


def shown(response: TextResponse, css: str) -> str | None:
    """The text of the first element that `css` selects; None if there is none."""
    elements = response.css(css)
    return text_of(elements[0]) if elements else None


def must(response: TextResponse, css: str) -> str:
    """As `shown`, for what every page of the kind has; raises LayoutChanged without it, or where it is blank."""
    text = shown(response, css)
    if not text:
        raise LayoutChanged(f"no {css}")
    return text


def said(response: TextResponse, pattern: re.Pattern[str]) -> str | None:
    """Group 1 of a pattern in the page's source; None if it does not say so."""
    match = pattern.search(response.text)
    return match[1] if match else None


def script_state(response: TextResponse, variable: str) -> Any:
    """What a script holds as JSON: `window.VARIABLE = ...`, or the script element of that id.

    Raises LayoutChanged where no script does, or what it holds is no JSON.
    """
    assigned = re.search(rf"\bwindow(?:\.|\[[\"']){re.escape(variable)}(?:[\"']\])?\s*=\s*", response.text)
    element = response.xpath("string(//script[@id=$id])", id=variable).get("").strip()
    text = response.text[assigned.end() :] if assigned else element
    if not text:
        raise LayoutChanged(f"no script with {variable}")
    try:
        # What follows the value is the rest of the script.
        return json.JSONDecoder().raw_decode(text)[0]
    except ValueError:
        raise LayoutChanged(f"{variable} is no JSON") from None
