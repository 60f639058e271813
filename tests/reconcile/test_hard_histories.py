"""Histories easily read wrong: entries under new keys, ends lifted or somebody else's, dates to come."""

from datetime import timedelta
from typing import Any

import pytest

from tests.oracle import disagreements
from tests.reconcile.conftest import declare_all
from tests.reconcile.rows import act, number, official
from tests.support import DAY_0, Lab

PAUSE = {"status": "暂停执业", "effective_on": "2026-02-01"}


def masked(serial: int, **more: Any) -> dict[str, Any]:
    """An entry that shows the last four digits of the number."""
    return official(serial, certificate_no=f"{number(serial)[:3]}********{number(serial)[-4:]}", **more)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    """Four nights; everybody has a number of their own. Each list names the day it speaks for."""
    lab = declare_all(Lab(tmp_path_factory.mktemp("hard")))
    # A list with one entry per person, wherever they are.
    lab.declare("cn_numbers", "national", key=("certificate_no",), age_limit_days=180)
    nights: dict[str, list[list[dict[str, Any]]]] = {
        "cn_national": [
            [official(1, province="浙江省杭州市"), official(3, status="注销", effective_on="2019-01-01"),
             official(7), official(8), official(9)],
            [official(1, province="浙江省宁波市"), official(3, status="注销", effective_on="2019-01-01"),
             official(7, hospital="second"), official(8, hospital="second"), official(9)],
        ],
        "cn_province": [
            [official(2, source_key="old key"), official(3, registered_on="2020-01-01"),
             official(5, **PAUSE, valid_to="2026-12-01"), official(6, **PAUSE),
             masked(7, status="注销"), masked(8, asserted_on="2025-11-01"), official(9, asserted_on="2062-03-01")],
            [official(2, source_key="new key"), official(3, registered_on="2020-01-01"), official(5), official(6),
             official(9, status="变更中", asserted_on="2062-03-01")],
        ],
        "cn_numbers": [[official(4)], [official(4, status="注销")], [official(4, province="四川省", hospital="far")]],
        "cn_bulletin": [[act(6, name=None), act(5, name="李四海", source_key="another name")]],
    }  # fmt: skip
    for source_id, lists in nights.items():
        for night in range(4):
            said = lists[min(night, len(lists) - 1)]
            lab.land(source_id, said, at=night, asserted_on=(DAY_0 + timedelta(days=night)).date())
    lab.run(3)
    return lab


def test_the_oracle_says_the_same(lab: Lab) -> None:
    with lab.open() as con:
        assert disagreements(con, (DAY_0 + timedelta(days=3)).date(), lab.secret) == []


@pytest.mark.parametrize(
    ("serial", "expected"),
    [
        pytest.param(1, ["33 active"], id="in its list under a new key: moved within the province"),
        pytest.param(2, ["33 active"], id="in its list under a new key: numbered anew"),
        pytest.param(3, ["33 active"], id="a later grant lifted the end that the best rank still shows"),
        pytest.param(4, ["51 active"], id="ended in one province, registered in another"),
        pytest.param(5, ["33 suspended"], id="suspended to a day to come, whatever is shown since"),
        pytest.param(6, ["33 active"], id="suspended to no stated day, until it is shown otherwise"),
        pytest.param(7, ["33 active", "33 cancelled"], id="what showed an end is no former record of somebody"),
        pytest.param(8, ["33 active"], id="an entry left behind is a former record"),
    ],
)
def test_what_is_so(lab: Lab, serial: int, expected: list[str]) -> None:
    rows = lab.table(
        "SELECT DISTINCT province || ' ' || status AS said FROM registration "
        f"WHERE certificate_no IN ('{number(serial)}', '{masked(serial)['certificate_no']}')"
    )
    assert [row["said"] for row in rows] == expected


def test_nothing_of_that_is_a_disagreement(lab: Lab) -> None:
    assert lab.table("SELECT * FROM conflict WHERE kind = 'official_disagreement'") == []


def test_what_is_no_longer_said_makes_nothing_look_fresh_or_old(lab: Lab) -> None:
    # The national list spoke today; the provincial one's day to come counts as the day it was read.
    ages = lab.table(f"SELECT age_days FROM registration WHERE certificate_no IN ('{number(8)}', '{number(9)}')")
    assert [row["age_days"] for row in ages] == [0, 0]


def test_an_act_that_names_somebody_in_part_is_a_possibility(lab: Lab) -> None:
    rows = lab.table(
        "SELECT certificate_no, source_record_id FROM conflict JOIN registration USING (registration_id) "
        "WHERE kind = 'possible_cancellation'"
    )
    assert [tuple(row.values()) for row in rows] == [(number(5), "another name"), (number(6), "a6")]
