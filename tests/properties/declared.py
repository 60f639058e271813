"""Twelve declared sources, one of each way of speaking, and copies of them: what the made-up histories are of.

A group of cases is told by copies of its own, so that its runs fail and fall out independently of all others'.
"""

from typing import Any

from warehouse.source import Source, declare

# Their headings are our field names: the properties begin behind the spiders.
_SHOWN = (
    "source_key", "name", "former_names", "gender", "instrument", "certificate_no", "level", "category", "scope",
    "institution", "registration_no", "uscc", "grade", "subjects", "filed_sites", "province", "status",
    "registered_on", "effective_on", "valid_from", "valid_to", "assessment", "assessed_on",
    "published_at", "asserted_on", "department", "title",
)  # fmt: skip


def _source(name: str, tier: str, **further: Any) -> Source:
    is_official = tier in ("national", "provincial")
    values: dict[str, Any] = {
        "id": name,
        "title": name,
        "publisher": "某单位",
        "tier": tier,
        "licence": "made up",
        "domains": (f"{name.replace('_', '-')}.gov.cn",) if is_official else (f"{name.replace('_', '-')}.example.org",),
        "key": ("source_key",),
        "fields": {field: field for field in _SHOWN},
    }
    return declare(name, **values | further)


OFFICIAL = {
    source.id: source
    for source in (
        _source("national_delivery", "national", age_limit_days=120),
        _source("national_query", "national", covering="lookup", asserts="live", age_limit_days=30),
        _source("province_list", "provincial", provinces=("33",), age_limit_days=30),
        _source("province_open", "provincial", age_limit_days=60),
        _source("province_acts", "provincial", provinces=("33",), is_act=True),
        _source("ministry_acts", "national", is_act=True),
        _source("unit_register", "national", subject="institution", age_limit_days=60),
        _source("unit_province", "provincial", subject="institution", provinces=("33",), age_limit_days=30),
    )
}
# Whose entries are about institutions: their licences.
LICENCES = {id for id, source in OFFICIAL.items() if source.subject == "institution"}
LOWER = {
    source.id: source
    for source in (
        _source("committee", "association"),
        _source("platform", "commercial"),
        # It says of itself that it announces acts; its tier says otherwise.
        _source("loud_platform", "commercial", is_act=True, asserts="live"),
        _source("scraped_copy", "aggregator"),
    )
}
GROUPS = 2


def of_group(source_id: str, group: int) -> str:
    """Id of the copy of a source that tells a group's cases; the first group's has the source's own."""
    return f"{source_id}_{group}" if group else source_id


SOURCES = {
    copy: source.model_copy(update={"id": copy})
    for group in range(GROUPS)
    for source_id, source in (OFFICIAL | LOWER).items()
    if (copy := of_group(source_id, group))
}
