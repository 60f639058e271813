"""备案机构: the filed institutions of an entry, with the days between which each filing holds."""

import re
from datetime import date
from typing import NamedTuple

from normalize.dates import clean_date
from normalize.institutions import clean_institution
from normalize.text import says_nothing, tidy


class Site(NamedTuple):
    """One filed institution; None where the text gives no begin or no end."""

    institution: str
    valid_from: date | None
    valid_to: date | None


_BETWEEN = re.compile(r"[;|\n、,](?![^(]*\))")
_DATED = re.compile(
    r"(?P<name>.+?)\((?:有效期)?[::]?(?P<begin>[^()]*\d[^()]*?)?(?:至|到|~|—+|-{2}|(?<=\d)-(?=\d{4}[-./年]))(?P<end>[^()]*)\)"
)


def clean_sites(text: str) -> tuple[Site, ...] | None:
    """The filed sites, sorted. Raises ValueError where a name or date cannot be used.

    >>> for site in clean_sites("乙医院(2025-01-01至2026-12-31);甲医院"):
    ...     print(*site)
    乙医院 2025-01-01 2026-12-31
    甲医院 None None
    """
    if says_nothing(tidy(text)):
        return None
    sites = {_site(part.strip()) for part in _BETWEEN.split(tidy(text)) if part.strip()}
    return tuple(
        sorted(sites, key=lambda site: (site.institution, site.valid_from or date.min, site.valid_to or date.max))
    )


def _site(text: str) -> Site:
    dated = _DATED.fullmatch(text)
    institution = clean_institution(dated["name"] if dated else text)
    if institution is None:
        raise ValueError("a filed site without a name")
    if not dated:
        return Site(institution.name, None, None)
    begin, end = clean_date(dated["begin"] or ""), clean_date(dated["end"])
    if begin and end and end < begin:
        raise ValueError("a filing that ends before it begins")
    return Site(institution.name, begin, end)
