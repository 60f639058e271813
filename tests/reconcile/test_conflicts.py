"""Who disagrees: each kind of conflict once, and what is none."""

from typing import Any

import pytest

from tests.reconcile.conftest import declare_all
from tests.reconcile.rows import act, listed, number, official
from tests.reconcile.test_linking import town
from tests.support import Lab

NAMES = [a + b for a in "王李张刘黄林徐高" for b in ("晓峰", "丽萍", "国栋", "雨婷")]
FILED = "杭州市第二人民医院(2025-01-01至{})"
TWICE = ("duplicate_listing", "institution", "杭州市第一人民医院", "杭州市第一人民医院")
PERMIT = {"instrument": "外国医师短期行医许可证", "valid_to": "2026-02-01"}


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    """One night on which every person has another trouble: NAMES[n] has number n and listing dn."""
    lab = declare_all(Lab(tmp_path_factory.mktemp("conflicts")))
    residents, listings = town()
    about: dict[int, tuple[dict[str, Any], dict[str, Any]]] = {
        0: ({}, {}),
        1: ({}, {"hospital": "county"}),
        2: ({}, {"hospital": "far", "province": "四川", "certificate_no": number(2)}),
        3: ({"filed_sites": FILED.format("2026-12-31")}, {"hospital": "second"}),
        4: ({"filed_sites": FILED.format("2025-12-31")}, {"hospital": "second"}),
        5: ({"hospital": "second"}, {}),
        6: ({}, {}),
        7: (PERMIT, {}),
        8: ({"scope": "儿科专业"}, {"department": "神经外科"}),
        9: ({}, {"level": "执业助理医师"}),
        10: ({}, {"category": "口腔"}),
        11: ({"level": "执业助理医师"}, {"title": "主任医师"}),
        12: ({}, {"certificate_no": "XC10330100990012"}),
        13: ({}, {"institution": "杭州第一人民医院"}),
        14: ({"category": "中医", "scope": "中医专业"}, {"department": "神经外科"}),
    }
    people = [official(n, name=NAMES[n], **new) for n, (new, _) in about.items()]
    before = [
        official(n, name=NAMES[n], **new | ({"hospital": "first"} if n == 5 else {})) for n, (new, _) in about.items()
    ]
    shown = [listed(f"d{n}", name=NAMES[n], **({"certificate_no": number(n)} | said)) for n, (_, said) in about.items()]
    shown += [
        listed("e0", name=NAMES[0]),
        listed("e1", name="欧晓蜂"),
        listed("e2", name="王小峰", certificate_no=number(0)),
    ]
    lab.land("cn_national", [*residents, *before], at=-30, asserted_on="2026-01-30")
    lab.land("cn_national", [*residents, *people], at=0, asserted_on="2026-03-01")
    lab.land(
        "cn_bulletin",
        [act(6, name=NAMES[6]), act(77, name=NAMES[8], certificate_no=None, institution="杭州市第一人民医院")],
    )
    lab.land("cn_platform", [*listings, *shown], at=0)
    lab.run(1)
    return lab


def of(lab: Lab, *records: str) -> list[tuple[Any, ...]]:
    listed_in = ", ".join(f"'{r}'" for r in records)
    rows = lab.table(
        "SELECT source_record_id, kind, field, official_value, listed_value FROM conflict "
        f"WHERE source_record_id IN ({listed_in})"
    )
    return [tuple(r.values())[1:] for r in rows]


@pytest.mark.parametrize(
    ("record", "conflicts"),
    [
        ("d0", []),
        ("d1", [("differs_history_unknown", "institution", "杭州市第一人民医院", "桐庐县人民医院")]),
        ("d3", []),
        ("d4", [("expired_filing", "institution", "杭州市第一人民医院", "杭州市第二人民医院")]),
        ("d5", [("stale", "institution", "杭州市第二人民医院", "杭州市第一人民医院")]),
        ("d6", [("listed_after_cancellation", "status", "cancelled", "listed")]),
        ("d7", [("permit_expired", "status", "expired", "listed")]),
        ("d8", [("scope_mismatch", "department", "儿科专业", "神经外科")]),
        ("d9", [("level_mismatch", "level", "physician", "assistant")]),
        ("d10", [("category_mismatch", "category", "clinical", "dental")]),
        ("d11", [("title_anomaly", "title", "assistant", "chief")]),
        ("d12", [("certificate_malformed", "certificate_no", None, "XC10330100990012")]),
        # An alias, and a TCM physician in another clinical department, are no conflicts.
        ("d13", []),
        ("d14", []),
        ("e0", [TWICE]),
        ("e1", [("not_in_official", "name", None, "欧晓蜂")]),
        ("e2", [TWICE, ("name_variant", "name", NAMES[0], "王小峰")]),
        ("a77", [("possible_cancellation", "status", "active", "cancelled")]),
    ],
)  # fmt: skip
def test_kinds(night: Lab, record: str, conflicts: list[tuple[Any, ...]]) -> None:
    assert of(night, record) == conflicts


def test_every_conflict_has_its_kind_in_the_table_and_a_severity(night: Lab) -> None:
    assert night.table("SELECT kind FROM conflict WHERE kind NOT IN (SELECT kind FROM conflict_kind)") == []
    assert night.table("SELECT kind FROM conflict_kind WHERE severity NOT IN ('high', 'medium', 'low', 'info')") == []


def test_questions_put_conflicts_first_and_are_asked_once(night: Lab) -> None:
    asked = night.table("SELECT priority, name, institution, province, reason FROM next_question")
    assert [q["priority"] for q in asked] == list(range(1, len(asked) + 1))
    assert {q["name"] for q in asked if q["reason"] == "conflict"} == {NAMES[n] for n in (1, 4, 5)}
    assert [q["reason"] for q in asked[:3]] == ["conflict"] * 3
    assert len({(q["name"], q["institution"]) for q in asked}) == len(asked)
    assert {q["province"] for q in asked} == {"浙江省", "四川省"}


def test_history_that_is_long_enough_tells_wrong_from_unknown(lab: Lab) -> None:
    lab.land("cn_national", [official(1), official(2, name="李四海", hospital="far", province="四川省")], at=0)
    third = official(3, name="赵六合", hospital="county")
    lab.land("cn_province", [official(1), third], at=0)
    here = [listed("d1", certificate_no=number(1)), listed("d2", certificate_no=number(1))]
    lab.land("cn_platform", here, at=0)
    elsewhere = listed("d1", hospital="far", province="四川", certificate_no=number(1))
    nearby = listed("d2", hospital="county", certificate_no=number(1))
    lab.land("cn_platform", [elsewhere, nearby], at=5)
    lab.land("cn_copies", [elsewhere], at=5)
    lab.run(5)
    kinds = lab.table("SELECT source_id, kind FROM conflict WHERE field = 'institution'")
    # In the province of the registration it may be a site that was not filed; elsewhere it is no such thing.
    assert [tuple(k.values()) for k in kinds] == [
        ("cn_copies", "differs_history_unknown"), ("cn_platform", "unfiled_site"), ("cn_platform", "wrong"),
    ]  # fmt: skip


def test_an_entry_last_seen_before_the_cancellation_is_not_listed_after_it(lab: Lab) -> None:
    lab.land("cn_national", [official(1)], at=0)
    lab.land("cn_platform", [listed("d1", certificate_no=number(1)), listed("d2", name="赵六合")], at=0)
    lab.land("cn_bulletin", [act(1, effective_on="2026-03-10")], at=20)
    # One reading without the entry, of a list that states no total, does not prove it gone.
    lab.land("cn_platform", [listed("d2", name="赵六合")], at=20)
    lab.run(20)
    assert lab.table("SELECT kind FROM conflict WHERE kind = 'listed_after_cancellation'") == []


def test_a_question_of_a_failed_run_is_put_again(lab: Lab) -> None:
    lab.land("cn_platform", [listed("d1")])
    question = {"province": "浙江省", "name": "王小明", "institution": "杭州市第一人民医院"}
    answered = {"address": "浙江省|王小明|杭州市第一人民医院", "outcome": "answer", "row_count": 1}
    lab.land("cn_query", [], at=1, questions=[question | answered], outcome="failed")
    lab.run(2)
    assert len(lab.table("next_question")) == 1


@pytest.mark.parametrize("outcome", ["empty", "too_broad"])
def test_a_question_is_not_put_again_within_the_age_limit(lab: Lab, outcome: str) -> None:
    lab.land("cn_platform", [listed("d1")])
    question = {"province": "浙江省", "name": "王小明", "institution": "杭州市第一人民医院"}
    answered = {"address": "浙江省|王小明|杭州市第一人民医院", "outcome": outcome, "row_count": 0}
    lab.run(0)
    assert len(lab.table("next_question")) == 1
    lab.land("cn_query", [], at=1, questions=[question | answered])
    lab.run(2)
    assert lab.table("next_question") == []
    lab.run(40)
    assert len(lab.table("next_question")) == 1
