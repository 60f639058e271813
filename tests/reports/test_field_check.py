"""What could be checked of a listing, and whether it agrees: the SELECT `field_check` alone."""

from collections.abc import Sequence
from typing import Any

from tests.reports.test_statements import LOWER, RESOLVED, Row, conflict, of, result

REGISTERED = {
    "registration_id": "r", "practitioner_id": "p", "certificate_no": "N1", "level": "physician",
    "category": "clinical", "scope": ["内科专业", "外科专业"], "main_institution_id": "i", "main_institution": "甲医院",
    "status": "active",
}  # fmt: skip
SHOWN = {
    "name": "王小明", "institution": "甲院", "institution_id": "i", "certificate_no": "N1", "level": "physician",
    "category": "clinical", "department": "儿科", "title": "chief",
}  # fmt: skip
# What is checked of a listing with all of these; a physician may hold any title.
ALL = {"institution", "name", "status", "certificate_no", "level", "category", "department"}


def checks(
    shown: Row | None = None,
    registered: Row | None = None,
    conflicts: Sequence[Row] = (),
    rule: str = "name_institution",
    outcome: str = "linked",
    source: str = "site",
) -> dict[str, tuple[str | None, str | None, bool]]:
    """Field -> (listed value, official value, whether they agree) of one listing, which agrees unless said not to."""
    rows = result(
        "field_check",
        lower_source=LOWER,
        listing=[of("1", source, **SHOWN | (shown or {}))],
        link=[of("1", source, outcome=outcome, rule=rule, registration_id="r")],
        registration=[REGISTERED | (registered or {})],
        practitioner=[{"practitioner_id": "p", "name": "王小明"}],
        scoped_department=[{"department": "儿科"}],
        conflict=conflicts,
    )
    assert {(r["source_id"], r["source_record_id"], r["registration_id"]) for r in rows} <= {("site", "1", "r")}
    return {r["field"]: (r["listed_value"], r["official_value"], r["is_match"]) for r in rows}


def test_what_a_listing_says_agrees_unless_a_conflict_is_open() -> None:
    assert checks() == {
        # Another name of the institution opens no conflict.
        "institution": ("甲院", "甲医院", True), "name": ("王小明", "王小明", True),
        "status": ("listed", "active", True), "certificate_no": ("N1", "N1", True),
        "level": ("physician", "physician", True), "category": ("clinical", "clinical", True),
        "department": ("儿科", "内科专业、外科专业", True),
    }  # fmt: skip


def test_a_contradiction_is_an_open_conflict_of_the_field_that_says_so() -> None:
    def disagreeing(**given: Any) -> set[str]:
        return {field for field, (_, _, is_match) in checks(**given).items() if not is_match}

    assert disagreeing(shown={"name": "王晓明", "certificate_no": "N2"}) == {"name", "certificate_no"}
    fields = {
        "institution": ("stale", "wrong", "differs_history_unknown", "unfiled_site", "expired_filing"),
        "status": ("listed_after_cancellation", "permit_expired"), "level": ("level_mismatch",),
        "category": ("category_mismatch",), "department": ("scope_mismatch",), "title": ("title_anomaly",),
    }  # fmt: skip
    assistant = {"level": "assistant"}
    for field, kinds in fields.items():
        for kind in kinds:
            assert disagreeing(registered=assistant, conflicts=[conflict("c", kind, field=field)]) == {field}
    # A twin shows the right institution; what was resolved, or is of another record, is no contradiction.
    assert disagreeing(conflicts=[conflict("c", "duplicate_listing", field="institution")]) == set()
    assert disagreeing(conflicts=[conflict("c", field="institution", **RESOLVED)]) == set()
    assert disagreeing(conflicts=[conflict("c", field="institution", record="2")]) == set()
    # Two conflicts of one field are one row.
    assert disagreeing(conflicts=[conflict("c", field="level"), conflict("d", "wrong", field="level")]) == {"level"}


def test_what_either_side_does_not_say_cannot_be_checked() -> None:
    def unchecked(**given: Any) -> set[str]:
        return ALL - set(checks(**given))

    assert (
        unchecked(shown={"institution_id": None})
        == unchecked(registered={"main_institution_id": None})
        == {"institution"}
    )
    assert unchecked(shown={"name": None}) == {"name"}
    for field in ("level", "category"):
        assert unchecked(shown={field: None}) == unchecked(registered={field: None}) == {field}
    for number in (None, "N*"):
        assert unchecked(shown={"certificate_no": number}) == {"certificate_no"}
        assert unchecked(registered={"certificate_no": number}) == {"certificate_no"}
    # Linked by the number, it agrees by construction.
    assert unchecked(rule="certificate") == {"certificate_no"}
    # Any scope works in an emergency department.
    assert unchecked(shown={"department": "急诊科"}) == unchecked(registered={"scope": []}) == {"department"}
    # Of the status itself: that somebody practising does not is wrong, that somebody gone is gone is right.
    assert checks(shown={"status": "cancelled"})["status"] == ("cancelled", "active", False)
    gone = checks(shown={"status": "cancelled"}, registered={"status": "revoked"})
    assert gone["status"] == ("cancelled", "revoked", True)
    for status in ("suspended", "no_longer_listed", "left_filed", None):
        assert unchecked(registered={"status": status}) == {"status"}
    assert checks(registered={"level": "rural_gp"})["title"] == ("chief", "rural_gp", True)
    assert "title" not in checks(shown={"title": None}, registered={"level": "rural_gp"})
    # An official listing is not audited, and one that is not linked has nothing to be held against.
    assert checks(source="register") == checks(outcome="ambiguous") == {}
