"""What is officially so: the steps by which claims of one field are settled (docs/authority.md), one person a case."""

from typing import Any

import pytest

from tests.reconcile.conftest import declare_all
from tests.reconcile.rows import number, official
from tests.support import Lab

NATIONAL, PROVINCE, OTHER = "cn_national", "cn_province", "cn_other_province"
# Case -> what each source says, and on which day: scope 内科专业 unless told.
SURGERY = {"scope": "外科专业"}
PERMIT = {"instrument": "外国医师短期行医许可证", "valid_from": "2025-06-01"}
CASES: dict[int, dict[str, tuple[str | None, dict[str, Any]]]] = {
    1: {NATIONAL: ("2026-02-01", {}), PROVINCE: ("2026-02-20", SURGERY)},
    2: {NATIONAL: ("2026-02-20", {}), PROVINCE: ("2026-02-01", SURGERY)},
    3: {NATIONAL: ("2025-06-01", {}), PROVINCE: ("2026-02-20", SURGERY)},
    4: {NATIONAL: ("2020-06-01", {})},
    5: {OTHER: ("2026-02-20", SURGERY), PROVINCE: ("2026-02-10", {})},
    6: {OTHER: ("2026-02-20", SURGERY), PROVINCE: ("2026-02-20", {})},
    7: {NATIONAL: ("2026-02-20", {"name": "王?明"}), PROVINCE: ("2026-02-20", {})},
    8: {
        NATIONAL: ("2026-02-20", PERMIT | {"valid_to": "2026-04-30"}),
        PROVINCE: ("2026-02-20", PERMIT | {"valid_to": "2026-05-31"}),
    },
    9: {NATIONAL: ("2026-02-20", {"scope": None})},
    10: {NATIONAL: ("2026-02-20", {}), PROVINCE: (None, SURGERY)},
}


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    lab = declare_all(Lab(tmp_path_factory.mktemp("golden")))
    # The province is read after the other one: when we read it must not matter.
    for at, source in enumerate((NATIONAL, OTHER, PROVINCE)):
        said = [
            official(n, **case[source][1], asserted_on=case[source][0]) for n, case in CASES.items() if source in case
        ]
        lab.land(source, said, at=at)
    shown = official(9, scope="外科专业") | {"source_key": "d9"}
    lab.land("cn_platform", [shown])
    lab.run(2)
    return lab


def settled(lab: Lab, serial: int, field: str) -> list[tuple[str, str, str | None]]:
    """(source, value, why it did not win) of the claims of one person."""
    rows = lab.table(
        "SELECT c.source_id, c.value, c.why_not FROM claim c JOIN statement s USING (source_id, source_record_id) "
        f"WHERE c.field = '{field}' AND s.certificate_no = '{number(serial)}' AND s.is_official"
    )
    return [(r["source_id"], r["value"], r["why_not"]) for r in rows]


@pytest.mark.parametrize(
    ("serial", "field", "expected"),
    [
        pytest.param(1, "scope", [(NATIONAL, "内科专业", None), (PROVINCE, "外科专业", "outranked")], id="rank"),
        pytest.param(
            3, "scope", [(NATIONAL, "内科专业", "stepped_back"), (PROVINCE, "外科专业", None)], id="age limit"
        ),
        pytest.param(4, "scope", [(NATIONAL, "内科专业", None)], id="old, but nothing fresher"),
        pytest.param(5, "scope", [(OTHER, "外科专业", None), (PROVINCE, "内科专业", "older")], id="later assertion"),
        pytest.param(6, "scope", [(OTHER, "外科专业", "withheld"), (PROVINCE, "内科专业", "withheld")], id="equals"),
        pytest.param(7, "name", [(NATIONAL, "王?明", "degraded"), (PROVINCE, "王小明", None)], id="damaged name"),
        pytest.param(
            8, "valid_to", [(NATIONAL, "2026-04-30", "outranked"), (PROVINCE, "2026-05-31", None)], id="permit's issuer"
        ),
        pytest.param(9, "scope", [], id="no official claim"),
        pytest.param(
            10, "scope", [(NATIONAL, "内科专业", None), (PROVINCE, "外科专业", "stepped_back")], id="undated is older"
        ),
    ],
)
def test_claims_are_settled(night: Lab, serial: int, field: str, expected: list[Any]) -> None:
    assert settled(night, serial, field) == expected


@pytest.mark.parametrize(
    ("serial", "scope"),
    [(1, ["内科专业"]), (3, ["外科专业"]), (5, ["外科专业"]), (6, None), (9, None), (10, ["内科专业"])],
)
def test_golden_is_what_won_or_nothing(night: Lab, serial: int, scope: list[str] | None) -> None:
    (found,) = night.table(f"SELECT scope FROM registration WHERE certificate_no = '{number(serial)}'")
    assert found["scope"] == scope


def test_disagreement_and_lag_are_conflicts_and_nothing_else_is(night: Lab) -> None:
    rows = night.table(
        "SELECT g.certificate_no, c.kind, c.source_id, c.other_source_id, official_value, listed_value FROM conflict c "
        "JOIN registration g USING (registration_id) WHERE c.kind IN ('sync_lag', 'official_disagreement')"
    )
    assert [tuple(r.values()) for r in rows] == [
        (number(1), "sync_lag", PROVINCE, NATIONAL, "内科专业", "外科专业"),
        (number(6), "official_disagreement", PROVINCE, OTHER, "外科专业", "内科专业"),
    ]


def test_a_lower_source_is_heard_and_fills_nothing(night: Lab) -> None:
    rows = night.table(
        "SELECT value, is_golden, why_not, rank FROM claim WHERE source_id = 'cn_platform' AND field = 'scope'"
    )
    assert rows == [{"value": "外科专业", "is_golden": False, "why_not": "lower_tier", "rank": None}]


def test_where_the_name_comes_from_and_how_old_the_news_is(night: Lab) -> None:
    (person,) = night.table(
        "SELECT p.name, p.name_source_id, g.age_days FROM practitioner p JOIN registration g USING (practitioner_id) "
        f"WHERE g.certificate_no = '{number(7)}'"
    )
    assert person == {"name": "王小明", "name_source_id": PROVINCE, "age_days": 11}
