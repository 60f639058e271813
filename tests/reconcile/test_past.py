"""A person's past: what changed on which day by whose word, however late we heard of it."""

from datetime import date, timedelta

import pytest

from reconcile.past.timeline import Change, History, UnknownIdError, history_of, person_of
from tests.reconcile.rows import HOSPITALS, act, listed, number, official
from tests.support import DAY_0, Lab

TODAY = date(2026, 7, 1)


def told(lab: Lab, certificate_no: str = number(1)) -> History:
    (person,) = lab.table(
        f"SELECT DISTINCT practitioner_id FROM registration WHERE certificate_no = '{certificate_no}'"
    )
    return history_of(lab.workspace.root / "warehouse.duckdb", person["practitioner_id"], TODAY)


def lines(history: History) -> list[tuple[str, str, str | None, str | None, tuple[str, ...]]]:
    """Changes after the first day."""
    first = history.changes[0].day
    return [(str(c.day), c.field, c.before, c.after, c.sources) for c in history.changes if c.day > first]


@pytest.fixture
def moved(lab: Lab) -> Lab:
    """Moves; is cancelled on 10 May, as a bulletin of June says; a platform shows the old place all along."""
    lab.land("cn_national", [official(1)], at=0, asserted_on="2026-02-20")
    lab.land("cn_platform", [listed("p1", department="内科")], at=0)
    lab.land("cn_national", [official(1, hospital="second")], at=31, asserted_on="2026-03-25")
    lab.land("cn_platform", [listed("p1", department="内科", title="主任医师")], at=60)
    lab.land("cn_bulletin", [act(1, effective_on="2026-05-10")], at=100, asserted_on="2026-06-09")
    lab.run(as_of=122)
    return lab


def test_values_change_on_the_days_their_lists_state_and_acts_on_their_own(moved: Lab) -> None:
    history = told(moved)
    assert [(c.field, c.before, c.after) for c in history.changes if c.day == date(2026, 2, 20)] == [
        ("status", None, "active"),
        ("main_institution", None, HOSPITALS["first"]),
        ("instrument", None, "physician"),
        ("level", None, "physician"),
        ("category", None, "clinical"),
        ("scope", None, "内科专业"),
    ]
    assert lines(history) == [
        ("2026-03-25", "main_institution", HOSPITALS["first"], HOSPITALS["second"], ("cn_national",)),
        ("2026-05-10", "status", "active", "cancelled", ("cn_bulletin",)),
    ]
    assert history.changes[-1] == Change(
        date(2026, 5, 10), history.registrations[0]["registration_id"], "status", "active", "cancelled",
        date(2026, 5, 10), ("cn_bulletin",),
    )  # fmt: skip
    assert [r["status"] for r in history.registrations] == ["cancelled"]


def test_what_others_showed_and_where_they_differed_stands_beside_it(moved: Lab) -> None:
    history = told(moved)
    assert [(s["title"], s["first_seen_on"], s["last_seen_on"], s["closed_as"]) for s in history.shown] == [
        ("attending", date(2026, 3, 1), date(2026, 3, 1), "replaced"),
        ("chief", date(2026, 4, 30), date(2026, 4, 30), None),
    ]
    assert {d["kind"] for d in history.differences} >= {"stale"}


def test_gone_is_not_cancelled_and_comes_back(lab: Lab) -> None:
    for at, rows in ((0, [1, 2]), (31, [2]), (62, [2]), (93, [1, 2])):
        day = (DAY_0 + timedelta(days=at)).date()
        lab.land("cn_national", [official(n) for n in rows], at=at, asserted_on=day, stated_count=len(rows))
    lab.run(as_of=100)
    assert lines(told(lab)) == [
        ("2026-04-01", "status", "active", "no_longer_listed", ("cn_national",)),
        ("2026-06-02", "status", "no_longer_listed", "active", ("cn_national",)),
    ]


def test_a_person_is_found_by_any_of_their_ids(moved: Lab) -> None:
    (link,) = moved.table("SELECT * FROM link WHERE source_id = 'cn_platform'")
    with moved.open() as con:
        ids = (link["practitioner_id"], link["registration_id"], "cn_platform/p1")
        assert {person_of(con, id) for id in ids} == {link["practitioner_id"]}
        with pytest.raises(UnknownIdError, match="cn_platform/p2"):
            person_of(con, "cn_platform/p2")


def test_an_assessment_has_its_day_and_passed_again_is_news(lab: Lab) -> None:
    told_on = (("合格", "2021-12-20"), ("合格", "2023-12-20"), ("不合格", "2025-12-20"))
    for at, (result, day) in enumerate(told_on):
        entry = official(1, assessment=result, assessed_on=day)
        lab.land("cn_national", [entry], at=31 * at, asserted_on=DAY_0.date() + timedelta(days=31 * at))
    # A province is behind: outranked, and no conflict.
    lab.land("cn_province", [official(1, assessment="合格", assessed_on="2023-12-20")], at=1, asserted_on="2026-03-01")
    lab.run(as_of=70)
    assert [line for line in lines(told(lab)) if line[1] in ("assessment", "status")] == [
        ("2026-04-01", "assessment", "passed", "passed", ("cn_national",)),
        ("2026-05-02", "assessment", "passed", "failed", ("cn_national",)),
    ]
    # Failed is no status: what follows is for the authority to say.
    assert lab.table("SELECT status, assessment, assessed_on FROM registration") == [
        {"status": "active", "assessment": "failed", "assessed_on": date(2025, 12, 20)}
    ]
    assert lab.table("SELECT kind FROM conflict") == []
