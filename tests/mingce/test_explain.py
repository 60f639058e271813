"""`mingce explain`: why a listing is linked as it is, and why two things are or are not one person."""

import json
from typing import Any

import pytest
from click.testing import CliRunner

from mingce.cli import main
from tests.reconcile.conftest import declare_all
from tests.reconcile.rows import act, listed, number, official
from tests.support import Lab


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    lab = declare_all(Lab(tmp_path_factory.mktemp("explain")))
    lab.land(
        "cn_national",
        [
            official(1, gender="女"), official(2), official(6), official(3, name="欧阳霁"), official(4, name="李国栋"),
            official(4, name="赵大海", province="四川省"), official(5, name="赵大海", province="四川省"),
        ],
        asserted_on="2026-03-01",
    )  # fmt: skip
    lab.land("cn_province", [official(9, name="钱小云", certificate_no="110330100991***", hospital="second")])
    lab.land("cn_bulletin", [act(3, name="欧阳霁")])
    lab.land(
        "cn_platform",
        [
            listed("twins", gender="男"), listed("number", "欧阳霁", certificate_no=number(3)), listed("masked", "李*"),
            listed("nobody", "孙悟", None, province=None), listed("far", "李国栋", None, province=None),
            listed("far too", "李国栋", None, province=None, title=None, level="执业助理医师"),
        ],
    )  # fmt: skip
    lab.run()
    return lab


def told(lab: Lab, *arguments: str) -> dict[str, Any]:
    result = CliRunner().invoke(main, ["explain", *arguments, "--json", "--workspace", str(lab.workspace.root)])
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def codes(found: dict[str, Any]) -> list[str]:
    return [reason["code"] for reason in found["reasons"]]


def queue(lab: Lab) -> list[dict[str, Any]]:
    """The queue without ids."""
    result = CliRunner().invoke(main, ["review", "--json", "--workspace", str(lab.workspace.root)])
    assert result.exit_code == 0, result.output
    return [
        {k: v for k, v in row.items() if k not in ("registration_id", "practitioner_id")}
        for row in json.loads(result.stdout)
    ]


def record(serial: int, province: str = "浙江省") -> str:
    return f"cn_national:{number(serial)}|{province}"


@pytest.mark.parametrize(
    ("listing", "outcome", "reasons"),
    [
        ("twins", "ambiguous", ["below_threshold", "rival"]),
        ("number", "linked", ["certificate"]),
        ("masked", "masked", ["masked_name"]),
        ("nobody", "unlinked", ["no_candidate"]),
        ("far", "unlinked", ["not_placed"]),
    ],
)
def test_why_a_listing_has_its_outcome(lab: Lab, listing: str, outcome: str, reasons: list[str]) -> None:
    found = told(lab, f"cn_platform:{listing}")
    assert (found["answer"], found["sides"][0]["outcome"], codes(found)) == (None, outcome, reasons)


@pytest.mark.parametrize(
    ("a", "b", "answer", "reasons"),
    [
        ("cn_platform:number", record(3), "same", ["certificate"]),
        ("cn_platform:number", record(1), "different",
         ["not_compared", "name_other", "same_institution", "same_province"]),
        (record(1), "cn_platform:twins", "open", ["below_threshold", "rival_better", "costliest"]),
        ("cn_platform:masked", record(4), "open", ["masked_name"]),
        ("cn_bulletin:a3", record(3), "same", ["act_linked"]),
        ("cn_platform:twins", "cn_platform:number", "open",
         ["listings", "of_listing", "below_threshold", "rival", "of_listing", "certificate"]),
        (record(1), record(2), "different", ["two_numbers"]),
        (record(1), record(1), "same", ["one_record", "rule_number"]),
        (record(4), record(4, "四川省"), "different", ["one_number_two_names"]),
        ("cn_province:k9", record(2), "different",
         ["fits_not", "not_same_name", "not_same_institution", "not_same_number_or_day"]),
    ],
)  # fmt: skip
def test_why_two_are_or_are_not_one_person(lab: Lab, a: str, b: str, answer: str, reasons: list[str]) -> None:
    found = told(lab, a, b)
    assert (found["answer"], codes(found)) == (answer, reasons)


def test_the_terms_of_a_pair_are_those_that_were_kept(lab: Lab) -> None:
    found = told(lab, "cn_platform:twins", record(1))
    (kept,) = lab.table(
        "SELECT score FROM scored_pair JOIN lower_record USING (record_no) JOIN anchor USING (anchor_no) "
        f"JOIN registration USING (registration_id) WHERE source_record_id = 'twins' "
        f"AND registration.certificate_no = '{number(1)}'"
    )
    assert sum(term["weight"] for term in found["terms"]) == pytest.approx(kept["score"], abs=0.03)
    standing = found["standing"]
    assert (standing["place"], standing["of"]) == (3, 3)
    first, _, second = found["candidates"]
    assert standing["margin"] == pytest.approx(second["score"] - first["score"], abs=0.01)


def test_in_words_in_both_languages(lab: Lab) -> None:
    def said(*arguments: str) -> str:
        return CliRunner().invoke(main, ["explain", *arguments, "--workspace", str(lab.workspace.root)]).output

    pair = ("cn_platform:twins", record(1))
    for word in ("不能认定两者是同一人", "最不利的一项：性别（不同），-5.50", "与其他候选中最合适者相差 -6.40"):
        assert word in said(*pair)
    for word in ("leave it open", "what speaks most against it: Gender (different), -5.50", "a gender is seldom shown"):
        assert word in said(*pair, "--lang", "en")
    assert "two certificate numbers" in said(record(1), record(2), "--lang", "en")
    assert said("cn_platform:unheard").startswith(
        "mingce: cn_platform:unheard: the last reconcile knows no such record"
    )


def test_what_is_most_worth_a_look_comes_first_until_it_is_judged(lab: Lab) -> None:
    first, second = queue(lab)
    # The likelier one, alone; yet of the other more would come.
    assert first.pop("value") == pytest.approx(2 * first["probability"] * (1 + 3), abs=0.001)
    assert first == {
        "source_id": "cn_platform", "source_record_id": "far too", "name": "李国栋", "institution": None,
        "outcome": "unlinked", "probability": first["probability"], "candidate_count": 1, "official_name": "李国栋",
        "official_institution": "杭州市第一人民医院", "official_status": "active", "closes": [],
        "opens": ["level_mismatch"], "alike": ["cn_platform:far"],
    }  # fmt: skip
    assert (second["source_record_id"], second["outcome"], second["candidate_count"]) == ("twins", "ambiguous", 2)

    def judge(listing: str, serial: int, verdict: str) -> None:
        pair = (f"cn_platform:{listing}", record(serial), verdict)
        said = CliRunner().invoke(main, ["judge", *pair, "--why", "电话", "--workspace", str(lab.workspace.root)])
        assert said.exit_code == 0, said.output

    judge("far too", 4, "same")
    judge("twins", 2, "different")
    judge("twins", 6, "unsure")
    assert [row["source_record_id"] for row in queue(lab)] == ["far"]
    words = CliRunner().invoke(main, ["review", "--lang", "en", "--workspace", str(lab.workspace.root)]).output
    assert "unlinked 0.98" in words
