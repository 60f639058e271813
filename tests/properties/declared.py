"""Twelve declared sources, one of each way of speaking: what the made-up histories of the properties are of."""

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
SOURCES = OFFICIAL | LOWER
