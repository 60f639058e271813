"""Why somebody may not have been found, what would decide, and where to look next: ranked codes."""

import re
from collections.abc import Sequence

from reconcile.lookup.details import Row
from reconcile.lookup.question import Question

_MILITARY = re.compile(r"解放军|武警|部队|军区|军医|海军|空军|火箭军|联勤")
_VILLAGE = re.compile(r"村卫生室|村卫生所|卫生室$")
# What decides beside the name, in the order in which it is said that it was not understood.
_SOUGHT_BY = ("certificate_no", "institution", "province")
_ENDED = ("cancelled", "revoked", "rescinded")
# Beyond the 6,763 characters of GB2312 old systems lose or replace characters.
_COMMON = "gb2312"


def deciders(question: Question, verdict: Row) -> tuple[str, ...]:
    """What the asker could add, best first."""
    missing = ["certificate_no"]
    if not question.institution_key:
        missing.append("institution")
    elif verdict["meaning_count"] != 1:
        missing.append("institution_in_full")
    if question.province is None and verdict["meaning_count"] != 1:
        missing.append("province")
    if question.is_latin or "?" in (question.name or ""):
        missing.append("name_in_full")
    return tuple(missing)


def why_nobody(question: Question) -> str:
    """Why a question names nobody: no name, a hidden one, or none that can be read."""
    if question.is_masked:
        return "masked_name"
    return "illegible_name" if any(field == "name" for field, _ in question.faults) else "missing_name"


def deciders_of_nobody(question: Question) -> tuple[str, ...]:
    """What a question that names nobody lacks: without a name that fits, a number says nothing."""
    return ("name_in_full",) if "name" in question.given else ("name",)


def reasons(question: Question, verdict: Row, shown: Sequence[Row], searched: Sequence[Row]) -> tuple[str, ...]:
    """Why nobody is decided for: first what of the question could not be understood.

    Where somebody was not found, then what this question shows signs of, then what is always possible.
    """
    unread = {field for field, _ in question.faults}
    if question.institution and not verdict["meaning_count"]:
        unread.add("institution")
    not_understood = tuple(f"unread_{field}" for field in _SOUGHT_BY if field in unread)
    if verdict["result"] == "ambiguous":
        return not_understood
    how = {row["how"] for row in shown}
    signs = {
        "before_history": any(row["state"] == "not_yet" for row in searched),
        "too_old": any(row["state"] == "too_old" for row in searched),
        "incomplete_list": verdict["share"] is not None and verdict["share"] < 0.9,
        "other_writing": bool(how & {"homophone", "one_character", "damaged", "pinyin"}),
        "rare_character": not _is_common(question.name or ""),
        "other_province": any(row["reach"] == 4 and row["how"] in ("same", "former", "later") for row in shown),
        "military": bool(_MILITARY.search(question.institution or "")),
        "rural_doctor": bool(_VILLAGE.search(question.institution or "")),
        "short_term_permit": question.is_latin,
        "change_in_progress": False,
    }
    always = ("other_writing", "other_province", "change_in_progress", "short_term_permit", "military", "rural_doctor")
    shows = [reason for reason, is_so in signs.items() if is_so]
    return (*not_understood, *shows, *(reason for reason in always if reason not in shows))


def why_not_active(registration: Row) -> tuple[str, ...]:
    """What may explain that somebody's registration is not active: nothing of what was ended."""
    return () if registration["status"] in _ENDED else ("change_in_progress",)


def next_checks(question: Question, verdict: Row, shown: Sequence[Row], searched: Sequence[Row]) -> tuple[str, ...]:
    """What to do next, in order."""
    if verdict["result"] == "decided":
        return ("ask_authority",)
    if verdict["result"] == "ambiguous":
        return ("add_deciders", "national_query")
    checks = ["check_writing"]
    if question.certificate_no is None:
        checks.append("ask_number")
    if any(row["reach"] == 4 for row in shown):
        checks.append("other_province")
    if question.is_latin:
        checks.append("permit_issuer")
    if _MILITARY.search(question.institution or ""):
        checks.append("military_authority")
    if _VILLAGE.search(question.institution or ""):
        checks.append("county_authority")
    if any(row["provinces"] and row["url"] for row in searched):
        checks.append("provincial_entrance")
    return (*checks, "national_query")


def entrances(searched: Sequence[Row]) -> tuple[Row, ...]:
    """Where officials answer questions about the place: of the province, then of the country, the query last."""
    return tuple({"title": row["title"], "url": row["url"]} for row in searched if row["url"])


def _is_common(name: str) -> bool:
    try:
        name.replace("·", "").encode(_COMMON)
    except UnicodeEncodeError:
        return False
    return True
