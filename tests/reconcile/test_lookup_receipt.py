"""A receipt shows what was changed in it, and whether what it rests on still says so."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from reconcile.lookup.receipt import altered, seal
from reconcile.lookup.standing import changed
from tests.reconcile.lookup_world import NEW, TODAY, counter, make_lab, number
from tests.support import SECRET, Lab
from warehouse.errors import FileError


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    return make_lab(tmp_path_factory.mktemp("receipt"))


@pytest.fixture(scope="module")
def issued(lab: Lab) -> dict[str, Any]:
    with counter(lab) as ask:
        (answer,) = ask([{"name": "王小明", "certificate_no": number(0)}])
    # As it comes back from a file.
    sealed = seal(answer.as_json(), release_id="r1", as_of=str(TODAY), is_simulated=False, secret=SECRET)
    return json.loads(json.dumps(sealed))


@pytest.fixture
def receipt(issued: dict[str, Any]) -> dict[str, Any]:
    return deepcopy(issued)


def test_a_receipt_is_as_it_was_issued(receipt: dict[str, Any], lab: Lab) -> None:
    assert altered(receipt, SECRET) == []
    with lab.open() as con:
        assert changed(con, [receipt]) == []


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        ({"outcome": "not_active"}, ["outcome"]),
        ({"as_of": "2026-04-01", "rest": 1}, ["as_of", "rest"]),
        ({"rests_on": []}, ["rests_on"]),
    ],
)
def test_what_was_altered_is_named(receipt: dict[str, Any], change: dict[str, Any], faults: list[str]) -> None:
    assert altered(receipt | change, SECRET) == faults


def test_a_field_left_out_is_named(receipt: dict[str, Any]) -> None:
    del receipt["differences"]
    assert altered(receipt, SECRET) == ["differences"]


def test_of_another_workspace_s_receipt_nothing_can_be_said(receipt: dict[str, Any]) -> None:
    assert altered(receipt, "1" * 32) == ["issuer"]


@pytest.mark.parametrize("content", [[], {}, {"receipt": {}}, "text"])
def test_what_is_no_receipt_is_refused(content: Any) -> None:
    with pytest.raises(FileError, match="not a receipt"):
        altered(content, SECRET)


def test_records_that_changed_since_are_named(receipt: dict[str, Any], tmp_path: Path) -> None:
    lab = make_lab(tmp_path)
    later = [row | {"scope": "外科专业"} if row["name"] == "王小明" else row for row in NEW]
    lab.land("cn_national", later, at=30, asserted_on="2026-03-30")
    receipt["rests_on"].append({"source_id": "cn_national", "source_record_id": "none", "content_digest": "0" * 32})
    with lab.open() as con:
        assert changed(con, [receipt]) == [
            {
                "source_id": "cn_national",
                "source_record_id": number(0),
                "change": "replaced",
                "changed_on": "2026-03-31",
            },
            {"source_id": "cn_national", "source_record_id": "none", "change": "unknown", "changed_on": None},
        ]


def test_that_somebody_was_gone_is_no_change_until_they_are_listed_again(tmp_path: Path) -> None:
    lab = make_lab(tmp_path)
    left = [row for row in NEW if row["name"] != "王小明"]
    lab.land("cn_national", left, at=18, asserted_on="2026-03-18", stated_count=len(left))
    lab.run(20)
    with counter(lab) as ask:
        (answer,) = ask([{"name": "王小明", "certificate_no": number(0)}])
    receipt = json.loads(
        json.dumps(seal(answer.as_json(), release_id="r", as_of=str(TODAY), is_simulated=False, secret=SECRET))
    )
    assert (answer.status, answer.rests_on[-1]["gone_on"]) == ("no_longer_listed", "2026-03-19")

    def news() -> list[tuple[Any, ...]]:
        with lab.open() as con:
            return [(row["change"], row["changed_on"]) for row in changed(con, [receipt])]

    assert news() == []
    lab.land("cn_national", NEW, at=25, asserted_on="2026-03-25")
    assert news() == [("returned", "2026-03-26")]
    other = [row | {"scope": "外科专业"} if row["name"] == "王小明" else row for row in NEW]
    lab.land("cn_national", other, at=30, asserted_on="2026-03-30")
    assert news() == [("replaced", "2026-03-31")]
