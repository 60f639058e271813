"""Rows of invented people, as sources publish them."""

from typing import Any

HOSPITALS = {
    "first": "杭州市第一人民医院",
    "second": "杭州市第二人民医院",
    "county": "桐庐县人民医院",
    "far": "成都市第三人民医院",
}


def number(serial: int, level: str = "1", category: str = "10", division: str = "330100") -> str:
    """A certificate number of the usual structure; serials are 99####."""
    return f"{level}{category}{division}99{serial:04d}"


def official(serial: int, name: str = "王小明", hospital: str = "first", **more: Any) -> dict[str, str | None]:
    """One entry of an official list of 浙江."""
    return {
        "source_key": f"k{serial}",
        "name": name,
        "gender": "男",
        "certificate_no": number(serial),
        "level": "执业医师",
        "category": "临床",
        "scope": "内科专业",
        "institution": HOSPITALS.get(hospital, hospital),
        "province": "浙江省",
        "status": "正常",
    } | more


def listed(key: str, name: str = "王小明", hospital: str | None = "first", **more: Any) -> dict[str, str | None]:
    """One entry of a platform."""
    shown = HOSPITALS.get(hospital, hospital) if hospital else None
    return {"source_key": key, "name": name, "institution": shown, "province": "浙江", "title": "主治医师"} | more


def act(
    serial: int, status: str = "注销", effective_on: str | None = "2026-02-01", **more: Any
) -> dict[str, str | None]:
    """One entry of a bulletin."""
    about = {"source_key": f"a{serial}", "name": "王小明", "certificate_no": number(serial)}
    return about | {"status": status, "effective_on": effective_on, "province": "浙江省"} | more
