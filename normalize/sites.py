"""备案机构: the filed institutions of an entry, with the days between which each filing holds."""

import re
from datetime import date
from typing import NamedTuple

from normalize.dates import clean_date
from normalize.institutions import BETWEEN_NAMES, clean_institution
from normalize.text import says_nothing, tidy


class Site(NamedTuple):
    """One filed institution; None where the text gives no begin or no end."""

    institution: str
    valid_from: date | None
    valid_to: date | None


_LINE_BREAK = re.compile(r"\s*[\r\n]+\s*")
_BRACKETS = str.maketrans("[【〔]】〕", "((()))")
_BETWEEN = re.compile(rf"[;|、,](?![^(]*\))|{BETWEEN_NAMES}")
_NUMBERING = re.compile(r"^\(?\d{1,2}[.)]\s*(?=\D)|^\d{1,2}、\s*(?=\D)")
_FILED = re.compile(r"\s*\((?:多机构)?备案(?:机构)?\)$")
_UNTIL = r"(?:至|到|~|—+|-{2}|–|(?<=[\d日号])\s?-\s?(?=\d{4}[-./年]|长期|永久))"
_DATED = re.compile(
    rf"(?P<name>.+?)(?:\((?:有效期|备案期)?[::]?|\s(?=\d{{4}}))(?P<begin>[^()]*\d[^()]*?)?(?:{_UNTIL}(?P<end>[^()]*?)|起)\)?"
)
_DATE = re.compile(r"\d{4}[-./年]\d")


def clean_sites(text: str) -> tuple[Site, ...] | None:
    """The filed sites, sorted. Raises ValueError where a name or date cannot be used.

    >>> for site in clean_sites("乙医院(2025-01-01至2026-12-31);甲医院"):
    ...     print(*site)
    乙医院 2025-01-01 2026-12-31
    甲医院 None None
    """
    text = tidy(_LINE_BREAK.sub(";", text)).translate(_BRACKETS)
    if says_nothing(text):
        return None
    sites = {_site(_NUMBERING.sub("", part.strip())) for part in _BETWEEN.split(text) if part.strip()}
    return tuple(
        sorted(sites, key=lambda site: (site.institution, site.valid_from or date.min, site.valid_to or date.max))
    )


def _site(text: str) -> Site:
    text = _FILED.sub("", text)
    dated = _DATED.fullmatch(text)
    if not dated and _DATE.search(text):
        raise ValueError("a filing whose days cannot be read")
    institution = clean_institution(dated["name"] if dated else text)
    if institution is None:
        raise ValueError("a filed site without a name")
    if not dated:
        return Site(institution.name, None, None)
    begin, end = clean_date(dated["begin"] or ""), clean_date(dated["end"] or "")
    if begin and end and end < begin:
        raise ValueError("a filing that ends before it begins")
    return Site(institution.name, begin, end)
