"""Rows as single steps read them, with nothing said in them but what a test says."""

from datetime import date, datetime
from typing import Any

DAY = date(2026, 3, 1)
AT = datetime(2026, 3, 1, 2)


def sources(*ids: str, **more: Any) -> list[dict[str, Any]]:
    about = {"tier": "provincial", "is_act": False, "age_limit_days": 60, "provinces": ["33"], "subject": "physician"}
    return [about | {"source_id": i} | more for i in ids]


def statement(record: str, **more: Any) -> dict[str, Any]:
    """A listed official statement with nothing in it."""
    about: dict[str, Any] = dict.fromkeys(
        ("certificate_no", "certificate_mask", "name", "name_key", "name_sound", "former_names", "registered_on",
         "instrument", "level", "category", "scope", "status", "effective_on", "published_at", "valid_from",
         "valid_to", "assessment", "assessed_on", "gender", "gone_on", "retrieved_at", "url", "evidence_id")
    )  # fmt: skip
    official = {"source_id": "s", "tier": "provincial", "is_official": True, "is_act": False, "is_listed": True}
    dated = {
        "first_seen_at": AT,
        "last_seen_at": AT,
        "asserted_on": DAY,
        "age_limit_days": 60,
        "name_state": "plain",
        "province": "33",
    }
    return about | official | dated | {"source_record_id": record} | more


def lower(no: int, **more: Any) -> dict[str, Any]:
    """A record of a lower tier that shows nothing but a name and an institution."""
    about: dict[str, Any] = dict.fromkeys(
        ("certificate_no", "certificate_mask", "city", "department_code", "title", "level", "category", "gender")
    )
    shown = {"name_key": "王小明", "name_sound": "wang xiao ming", "name_state": "plain", "institution_key": "甲医院"}
    key = {"record_no": no, "shown_no": no, "source_id": "p", "source_record_id": f"d{no}", "province": "33"}
    return about | shown | key | more


def anchor(no: int, **more: Any) -> dict[str, Any]:
    about: dict[str, Any] = dict.fromkeys(
        ("certificate_no", "city", "issuing_province", "issuing_city", "level", "category", "gender")
    )
    ids = {"anchor_no": no, "person_no": no, "registration_id": f"r{no}", "practitioner_id": f"p{no}"}
    return about | ids | {"province": "33", "scope": ["内科专业"], "is_active": True} | more


def name(no: int, key: str = "王小明", sound: str = "wang xiao ming") -> dict[str, Any]:
    return {"anchor_no": no, "person_no": no, "name_key": key, "name_sound": sound, "is_current": True}


def institution(key: str, province: str, division: str | None = None) -> dict[str, Any]:
    return {"institution_id": key, "name": key, "province": province, "division": division}


def called(key: str, institution_id: str, relation: str) -> dict[str, Any]:
    return {"institution_key": key, "institution_id": institution_id, "relation": relation}
