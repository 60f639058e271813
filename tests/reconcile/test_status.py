"""Status: acts, grants, permits and what is no longer listed (docs/authority.md)."""

from datetime import date
from typing import Any

import pytest

from tests.reconcile.rows import act, number, official
from tests.support import Lab


def status(lab: Lab) -> tuple[str | None, date | None]:
    (registration,) = lab.table("SELECT status, status_since FROM registration")
    return registration["status"], registration["status_since"]


@pytest.mark.parametrize(
    ("announced", "granted_on", "expected"),
    [
        (act(1), "2019-04-19", ("cancelled", date(2026, 2, 1))),
        # Seeing it active again changes nothing; a later grant does.
        (act(1), "2026-02-20", ("active", None)),
        # Not in effect yet.
        (act(1, effective_on="2026-04-01"), "2019-04-19", ("active", None)),
        # Undated acts hold, and nothing lifts them.
        (act(1, effective_on=None), "2026-02-20", ("cancelled", None)),
        (act(1, status="暂停", effective_on="2026-01-01"), "2019-04-19", ("suspended", date(2026, 1, 1))),
        (act(1, status="暂停", effective_on="2024-12-31"), "2019-04-19", ("active", None)),
        (
            act(1, status="暂停", effective_on="2024-01-01", valid_to="2026-03-01"),
            None,
            ("suspended", date(2024, 1, 1)),
        ),
        # Another person's name, another number.
        (act(1, name="李四海"), "2019-04-19", ("active", None)),
        (act(2), "2019-04-19", ("active", None)),
    ],
)
def test_adverse_acts(lab: Lab, announced: dict[str, Any], granted_on: str | None, expected: tuple[Any, ...]) -> None:
    lab.land("cn_national", [official(1, registered_on=granted_on)])
    lab.land("cn_bulletin", [announced])
    lab.run()
    assert status(lab) == expected


def test_an_act_of_one_province_does_not_reach_another(lab: Lab) -> None:
    lab.land("cn_national", [official(1), official(1, hospital="far", province="四川省")])
    lab.land("cn_bulletin", [act(1)])
    lab.run()
    found = [(r["province"], r["status"]) for r in lab.table("SELECT province, status FROM registration")]
    assert found == [("33", "cancelled"), ("51", "active")]


def test_of_two_acts_the_later_counts_and_on_one_day_the_graver(lab: Lab) -> None:
    lab.land("cn_national", [official(1)])
    lab.land("cn_bulletin", [act(1), act(1, status="吊销") | {"source_key": "a2"}])
    lab.run()
    assert status(lab) == ("revoked", date(2026, 2, 1))


def test_what_was_cancelled_stays_so_since_the_day_it_was_first_shown(lab: Lab) -> None:
    lab.land("cn_province", [official(1)], at=0, asserted_on="2026-03-01")
    lab.land("cn_province", [official(1, status="注销")], at=1, asserted_on="2026-03-02")
    lab.land("cn_province", [official(1, status="注销")], at=2, asserted_on="2026-03-03")
    lab.run(2)
    assert status(lab) == ("cancelled", date(2026, 3, 2))
    lab.land("cn_province", [official(1, status="正常")], at=3, asserted_on="2026-03-04")
    lab.run(3)
    assert status(lab) == ("cancelled", date(2026, 3, 2))


def test_gone_is_not_cancelled(lab: Lab) -> None:
    lab.land("cn_province", [official(1), official(2, name="李四海")], at=0, stated_count=2, asserted_on="2026-03-01")
    lab.land("cn_province", [official(2, name="李四海")], at=1, stated_count=1, asserted_on="2026-03-02")
    lab.run(1)
    (gone,) = lab.table(f"SELECT * FROM registration WHERE certificate_no = '{number(1)}'")
    assert (gone["status"], gone["status_since"]) == ("no_longer_listed", date(2026, 3, 2))
    assert gone["scope"] == ["内科专业"]
    assert gone["age_days"] == 1


def test_a_permit_ends_with_its_last_day(lab: Lab) -> None:
    lab.land("cn_province", [official(1, instrument="外国医师短期行医许可证", valid_to="2026-03-05")])
    lab.run(4)
    assert status(lab) == ("active", None)
    lab.run(5)
    assert status(lab) == ("expired", date(2026, 3, 5))


def test_sources_and_sites_are_named(lab: Lab) -> None:
    filed = "杭州市第二人民医院(2025-01-01至2026-12-31)"
    lab.land("cn_national", [official(1)])
    lab.land("cn_province", [official(1, filed_sites=filed)])
    lab.land("cn_bulletin", [act(1)])
    lab.run()
    assert lab.table("registration")[0]["official_sources"] == ["cn_bulletin", "cn_national", "cn_province"]
    sites = lab.table(
        "SELECT i.name, s.kind, s.valid_from, s.valid_to, s.source_id FROM practice_site s JOIN institution i USING (institution_id)"
    )
    assert [tuple(s.values()) for s in sites] == [
        ("杭州市第一人民医院", "main", None, None, "cn_national"),
        ("杭州市第二人民医院", "filed", date(2025, 1, 1), date(2026, 12, 31), "cn_province"),
    ]
