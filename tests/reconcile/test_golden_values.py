"""What is officially so: the steps by which claims of one field are settled (docs/authority.md)."""

from tests.reconcile.rows import official
from tests.support import Lab


def claims(lab: Lab, field: str) -> list[tuple[str, str, str | None]]:
    """(source, value, why it did not win) of a field's claims."""
    rows = lab.table(f"SELECT source_id, value, why_not FROM settled_claim WHERE field = '{field}'")
    return [(r["source_id"], r["value"], r["why_not"]) for r in rows]


def test_the_better_rank_wins_and_a_newer_lower_one_opens_sync_lag(lab: Lab) -> None:
    lab.land("cn_national", [official(1, scope="内科专业")], asserted_on="2026-02-01")
    lab.land("cn_province", [official(1, scope="外科专业")], asserted_on="2026-02-20")
    lab.run()
    assert claims(lab, "scope") == [("cn_national", "内科专业", None), ("cn_province", "外科专业", "outranked")]
    assert lab.table("registration")[0]["scope"] == ["内科专业"]
    (lag,) = lab.table("conflict")
    assert (lag["kind"], lag["source_id"], lag["other_source_id"], lag["official_value"], lag["listed_value"]) == (
        "sync_lag", "cn_province", "cn_national", "内科专业", "外科专业",
    )  # fmt: skip


def test_an_older_lower_one_is_no_lag(lab: Lab) -> None:
    lab.land("cn_national", [official(1, scope="内科专业")], asserted_on="2026-02-20")
    lab.land("cn_province", [official(1, scope="外科专业")], asserted_on="2026-02-01")
    lab.run()
    assert lab.table("conflict") == []


def test_a_claim_past_its_age_limit_steps_back_for_a_fresher_one(lab: Lab) -> None:
    lab.land("cn_national", [official(1, scope="内科专业")], asserted_on="2025-06-01")
    lab.land("cn_province", [official(1, scope="外科专业")], asserted_on="2026-02-20")
    lab.run()
    assert claims(lab, "scope") == [("cn_national", "内科专业", "stepped_back"), ("cn_province", "外科专业", None)]


def test_an_old_claim_without_a_fresher_one_still_stands(lab: Lab) -> None:
    lab.land("cn_national", [official(1)], asserted_on="2020-06-01")
    lab.run()
    (registration,) = lab.table("registration")
    assert registration["scope"] == ["内科专业"]
    assert registration["age_days"] == 2099


def test_between_equals_the_later_assertion_wins_not_the_later_reading(lab: Lab) -> None:
    lab.land("cn_other_province", [official(1, scope="外科专业")], at=0, asserted_on="2026-02-20")
    lab.land("cn_province", [official(1, scope="内科专业")], at=1, asserted_on="2026-02-10")
    lab.run(1)
    assert claims(lab, "scope") == [("cn_other_province", "外科专业", None), ("cn_province", "内科专业", "older")]


def test_equals_that_differ_are_withheld(lab: Lab) -> None:
    for source, scope in (("cn_province", "内科专业"), ("cn_other_province", "外科专业")):
        lab.land(source, [official(1, scope=scope)], asserted_on="2026-02-20")
    lab.run()
    assert lab.table("registration")[0]["scope"] is None
    assert {why for _, _, why in claims(lab, "scope")} == {"withheld"}
    (conflict,) = lab.table("conflict")
    assert (conflict["kind"], conflict["field"]) == ("official_disagreement", "scope")


def test_a_damaged_name_steps_back_for_the_name_it_fits(lab: Lab) -> None:
    lab.land("cn_national", [official(1, name="王?明")], asserted_on="2026-02-20")
    lab.land("cn_province", [official(1, name="王小明")], asserted_on="2026-02-20")
    lab.run()
    assert claims(lab, "name") == [("cn_national", "王?明", "degraded"), ("cn_province", "王小明", None)]
    (person,) = lab.table("practitioner")
    assert (person["name"], person["name_source_id"]) == ("王小明", "cn_province")


def test_the_issuer_of_a_permit_ranks_before_the_national_register(lab: Lab) -> None:
    permit = {"instrument": "外国医师短期行医许可证", "valid_from": "2025-06-01"}
    lab.land("cn_national", [official(1, **permit, valid_to="2026-04-30")], asserted_on="2026-02-20")
    lab.land("cn_province", [official(1, **permit, valid_to="2026-05-31")], asserted_on="2026-02-20")
    lab.run()
    assert str(lab.table("registration")[0]["valid_to"]) == "2026-05-31"


def test_a_lower_source_fills_no_registration_field(lab: Lab) -> None:
    lab.land("cn_national", [official(1, level=None, category=None, scope=None)])
    shown = official(1, level="执业助理医师") | {"source_key": "d1"}
    lab.land("cn_platform", [shown])
    lab.run()
    (registration,) = lab.table("registration")
    assert (registration["level"], registration["category"], registration["scope"]) == (None, None, None)
    (said,) = lab.table("SELECT value, is_golden, why_not, rank FROM claim WHERE field = 'level'")
    assert said == {"value": "assistant", "is_golden": False, "why_not": "lower_tier", "rank": None}
