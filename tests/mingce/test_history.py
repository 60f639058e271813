"""`mingce history`: what was officially so of a person, day by day, in words."""

import json
from datetime import timedelta
from pathlib import Path

from click.testing import CliRunner, Result

from mingce.cli import main
from tests.reconcile.conftest import declare_all
from tests.reconcile.rows import act, listed, number, official
from tests.support import DAY_0, Lab
from warehouse.release import publish


def released(lab: Lab, day: int) -> None:
    """A release of so many days after the first: it is the day of what is told."""
    lab.run(day)
    with lab.open() as con:
        publish(lab.workspace, con, DAY_0 + timedelta(days=day), {})


def told(lab: Lab, *arguments: str) -> Result:
    command = ["history", *arguments, "--workspace", str(lab.workspace.root)]
    return CliRunner().invoke(main, command)


def test_a_history_in_words_and_in_json(tmp_path: Path) -> None:
    lab = declare_all(Lab(tmp_path))
    lab.land("cn_national", [official(1)], at=0, asserted_on="2026-02-20")
    lab.land("cn_platform", [listed("p1", department="内科", certificate_no=number(1))], at=0)
    lab.land("cn_national", [official(1, hospital="second")], at=31, asserted_on="2026-03-25")
    lab.land("cn_bulletin", [act(1, effective_on="2026-05-10")], at=100, asserted_on="2026-06-09")
    released(lab, 122)

    words = told(lab, "cn_platform:p1").output
    for said in (
        "王小明", "2026-02-20 (我们所知最早)", "主要执业机构: 杭州市第一人民医院 → 杭州市第二人民医院",
        "注册状态: 有效 → 注销 (自 2026-05-10)", "cn_bulletin", "信息过期",
    ):  # fmt: skip
        assert said in words
    assert "Status: active → cancelled (since 2026-05-10)" in told(lab, "cn_platform/p1", "--lang", "en").output

    found = json.loads(told(lab, "cn_platform/p1", "--json").stdout)
    assert [c["day"] for c in found["changes"] if c["before"]] == ["2026-03-25", "2026-05-10"]
    assert found["registrations"][0]["registration_id"] == found["shown"][0]["registration_id"]

    nobody = told(lab, "cn_platform:p9")
    assert (nobody.exit_code, "cn_platform:p9: no practitioner_id" in nobody.output) == (1, True)


def test_what_officials_say_otherwise_is_withheld_and_named(tmp_path: Path) -> None:
    lab = declare_all(Lab(tmp_path))
    lab.declare("cn_city", "provincial", provinces=("33",))
    lab.land("cn_province", [official(1)], at=0, asserted_on="2026-02-20")
    lab.land("cn_city", [official(1, level="执业助理医师")], at=1, asserted_on="2026-02-21")
    lab.land("cn_province", [official(1, gender="女")], at=1, asserted_on="2026-02-21")
    lab.land("cn_city", [official(1)], at=5, asserted_on="2026-02-25")
    # What is to come is not told.
    lab.land("cn_bulletin", [act(1, effective_on="2026-03-20")], at=6, asserted_on="2026-03-05")
    released(lab, 8)
    words = told(lab, "cn_city/k1").output
    assert "医师级别: 执业医师 → 官方说法不一，暂不认定" in words
    assert "cn_city、cn_province" in words
    assert "医师级别: 官方说法不一，暂不认定 → 执业医师" in words
    assert "2026-03-20" not in words
    found = json.loads(told(lab, "cn_city:k1", "--json").stdout)
    assert [(c["after"], c["sources"], c["is_withheld"]) for c in found["changes"] if c["field"] == "level"] == [
        ("physician", ["cn_province"], False), (None, ["cn_city", "cn_province"], True),
        ("physician", ["cn_city"], False),
    ]  # fmt: skip
