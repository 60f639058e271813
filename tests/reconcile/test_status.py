"""Status: acts, grants, permits and what is no longer listed (docs/authority.md)."""

from datetime import date, datetime
from typing import Any

import pytest

from tests.reconcile.conftest import declare_all
from tests.reconcile.rows import act, number, official
from tests.support import Lab

DAY = date(2026, 2, 1)
SUSPENDED = {"status": "暂停"}
# Number -> (day of registration, acts, the status and its day on 2026-03-01).
ACTS: dict[int, tuple[str | None, list[dict[str, Any]], tuple[str, date | None]]] = {
    1: ("2019-04-19", [act(1)], ("cancelled", DAY)),
    # Seeing it active again changes nothing; a later grant does.
    2: ("2026-02-20", [act(2)], ("active", None)),
    # Not in effect yet.
    3: ("2019-04-19", [act(3, effective_on="2026-04-01")], ("active", None)),
    # Undated acts hold, and nothing lifts them.
    4: ("2026-02-20", [act(4, effective_on=None)], ("cancelled", None)),
    5: (None, [act(5, **SUSPENDED, effective_on="2026-01-01")], ("suspended", date(2026, 1, 1))),
    # Twelve months, where the act names no end.
    6: (None, [act(6, **SUSPENDED, effective_on="2025-02-28")], ("active", None)),
    7: (None, [act(7, **SUSPENDED, effective_on="2024-01-01", valid_to="2026-03-01")], ("suspended", date(2024, 1, 1))),
    # Another person's name.
    8: (None, [act(8, name="李四海")], ("active", None)),
    # Of two the later counts; on one day the graver.
    9: (None, [act(9), act(9, status="吊销", source_key="b9")], ("revoked", DAY)),
    10: (None, [act(10, status="吊销", effective_on="2020-01-01"), act(10, source_key="b10")], ("cancelled", DAY)),
    # An end that states no day repeats what was announced; a suspension on the way to an end is over.
    11: (
        None,
        [
            act(11, effective_on="2025-01-16"),
            act(11, effective_on=None, source_key="b11"),
            act(11, **SUSPENDED, source_key="c11"),
        ],
        ("cancelled", date(2025, 1, 16)),
    ),
}


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    lab = declare_all(Lab(tmp_path_factory.mktemp("acts")))
    people = [official(n, registered_on=granted) for n, (granted, _, _) in ACTS.items()]
    filed = "杭州市第二人民医院(2025-01-01至2026-12-31)"
    lab.land("cn_national", [*people, official(1, hospital="far", province="四川省")])
    lab.land("cn_province", [official(1, filed_sites=filed)])
    lab.land("cn_bulletin", [one for _, acts, _ in ACTS.values() for one in acts])
    lab.run()
    return lab


def status(lab: Lab, serial: int = 1, province: str = "33") -> tuple[str | None, date | None]:
    (found,) = lab.table(
        "SELECT status, status_since FROM registration "
        f"WHERE certificate_no = '{number(serial)}' AND province = '{province}'"
    )
    return found["status"], found["status_since"]


@pytest.mark.parametrize("serial", ACTS)
def test_adverse_acts(night: Lab, serial: int) -> None:
    assert status(night, serial) == ACTS[serial][2]


def test_golden_claims_of_a_status_say_what_the_registration_says(night: Lab) -> None:
    rows = night.table(
        "SELECT r.certificate_no, r.status, list(DISTINCT c.value) FILTER (is_golden) AS golden, "
        "list(DISTINCT c.why_not ORDER BY c.why_not) FILTER (c.source_id = 'cn_bulletin') AS acts "
        "FROM registration r JOIN claim c ON c.entity_id = r.registration_id AND c.field = 'status' "
        "WHERE r.province = '33' GROUP BY ALL"
    )
    assert {r["certificate_no"]: r["golden"] for r in rows} == {number(n): [ACTS[n][2][0]] for n in ACTS}
    fates = {r["certificate_no"]: r["acts"] for r in rows}
    assert fates[number(2)] == ["not_holding"]
    # The later and the graver act is golden, the other is overruled; another person's is no claim.
    assert fates[number(9)] == ["overruled", None]
    assert fates[number(8)] is None


def test_an_act_of_one_province_does_not_reach_another(night: Lab) -> None:
    assert status(night, 1, "51") == ("active", None)


def test_sources_and_sites_are_named(night: Lab) -> None:
    (found,) = night.table(
        "SELECT registration_id, official_sources FROM registration "
        f"WHERE certificate_no = '{number(1)}' AND province = '33'"
    )
    assert found["official_sources"] == ["cn_bulletin", "cn_national", "cn_province"]
    sites = night.table(
        "SELECT i.name, s.kind, s.valid_from, s.valid_to, s.source_id FROM practice_site s "
        f"JOIN institution i USING (institution_id) WHERE registration_id = '{found['registration_id']}'"
    )
    assert [tuple(s.values()) for s in sites] == [
        ("杭州市第一人民医院", "main", None, None, "cn_national"),
        ("杭州市第二人民医院", "filed", date(2025, 1, 1), date(2026, 12, 31), "cn_province"),
    ]


def test_nights_that_follow(lab: Lab) -> None:
    permit = official(3, instrument="外国医师短期行医许可证", valid_to="2026-03-03")

    def land(day: int, *rows: dict[str, Any]) -> None:
        lab.land("cn_province", rows, at=day, stated_count=len(rows), asserted_on=date(2026, 3, 1 + day))

    land(0, official(1), official(2), permit)
    land(1, official(1, status="注销"), official(2), permit)
    land(2, official(1, status="注销"), permit)
    lab.run(2)
    # An end that a register shows stays an end; the day we saw it is no date of the act.
    assert status(lab, 1) == ("cancelled", None)
    # Gone is not cancelled; the last values stand, with their age.
    assert status(lab, 2) == ("no_longer_listed", date(2026, 3, 3))
    (gone,) = lab.table(f"SELECT scope, age_days FROM registration WHERE certificate_no = '{number(2)}'")
    assert gone == {"scope": ["内科专业"], "age_days": 1}
    assert status(lab, 3) == ("active", None)

    land(3, official(1, status="正常"), official(2), permit)
    lab.run(3)
    assert status(lab, 1) == ("cancelled", None)
    assert status(lab, 2) == ("active", None)
    # A permit ends with its last day.
    assert status(lab, 3) == ("expired", date(2026, 3, 3))


def test_a_day_ends_at_midnight_in_china(lab: Lab) -> None:
    lab.land("cn_province", [official(1, instrument="外国医师短期行医许可证", valid_to="2026-03-03")], asserted_on=DAY)
    for minute, expected in (
        (datetime(2026, 3, 3, 15, 59), {"status": "active", "age_days": 30}),
        (datetime(2026, 3, 3, 16), {"status": "expired", "age_days": 31}),
    ):
        lab.run(minute)
        assert lab.table("SELECT status, age_days FROM registration") == [expected]
