"""What a person decides about a pair: whom it ties, for how long, and what it never touches."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from mingce.judgements import JudgementError, judge
from reconcile.judgements import read_judgements
from tests.reconcile.conftest import declare_all
from tests.reconcile.rows import act, number, official
from tests.reconcile.rows import listed as shown
from tests.support import DAY_0, Lab
from warehouse.errors import WorkspaceError

FAR = {"hospital": "far", "province": "四川省"}
OFFICIAL = ("registration_record", "registration", "practitioner", "practice_site")
ALIKE = {"registered_on": "2019-04-19"}


def decide(lab: Lab, a: str, b: str, verdict: str, at: int = 0) -> int:
    """Judge as `mingce judge` does, some minutes after DAY_0."""
    return judge(lab.workspace, a, b, verdict, why="asked", by="", now=DAY_0 + timedelta(minutes=at))


def run(lab: Lab, as_of: int = 0) -> None:
    lab.run(as_of, judgements=lab.workspace.root / "judgements.csv")


def links(lab: Lab) -> dict[str, dict[str, Any]]:
    """Record -> its link."""
    return {row["source_record_id"]: row for row in lab.table("SELECT * FROM link")}


def people(lab: Lab) -> dict[str, str]:
    """Record -> practitioner_id; of the national list source and number in place of the record."""
    return {
        r["certificate_no"] if r["source_id"] == "cn_national" else r["source_record_id"]: r["practitioner_id"]
        for r in lab.table("registration_record")
    }


def states(lab: Lab) -> list[str]:
    return [row["state"] for row in lab.table("SELECT judgement_no, state FROM judgement")]


@pytest.fixture(scope="module")
def listings(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """Judgements about listings: the links before and after, the official tables before and after, the issues."""
    lab = declare_all(Lab(tmp_path_factory.mktemp("listings")))
    lab.land("cn_province", [official(n) for n in (1, 2)] + [official(3, name="李四海", hospital="second")])
    lab.land("cn_other_province", [official(1, source_key="far", **FAR)])
    lab.land(
        "cn_platform",
        [
            shown("masked", name="王*明", hospital=None),
            shown("moved", hospital="far", province="四川"),
            shown("numbered", certificate_no=number(1)),
            shown("open", certificate_no=number(3), name="李四海"),
            shown("stranger", name="赵无极"),
            shown("twice"),
            shown("changed"),
        ],
    )
    lab.land("cn_bulletin", [act(1, status="暂停执业")])
    lab.land("cn_society", [shown("left", name="赵无极")])
    run(lab)
    before, registers = links(lab), [lab.table(name) for name in OFFICIAL]
    third = lab.table(f"SELECT * FROM registration WHERE certificate_no = '{number(3)}'")[0]
    rows = {
        "masked": decide(lab, third["registration_id"], "cn_platform:masked", "same"),
        "moved": decide(lab, "cn_platform:moved", before["k1"]["practitioner_id"], "same"),
        "numbered": decide(lab, "cn_platform:numbered", "cn_province:k1", "different"),
        "open": decide(lab, "cn_platform:open", "cn_province:k3", "unsure"),
        "stranger": decide(lab, "cn_province:k3", "cn_platform:stranger", "unsure"),
        "twice": decide(lab, "cn_platform:twice", "cn_province:k1", "same"),
        "twice again": decide(lab, "cn_platform:twice", "cn_province:k2", "same"),
        "changed": decide(lab, "cn_platform:changed", "cn_province:k3", "same", at=1),
        "changed later": decide(lab, third["registration_id"], "cn_platform:changed", "different", at=2),
        "left": decide(lab, "cn_society:left", "cn_province:k3", "different"),
    }
    del lab.sources["cn_society"]
    run(lab)
    return {
        "lab": lab,
        "before": before,
        "after": links(lab),
        "registers": (registers, [lab.table(name) for name in OFFICIAL]),
        "third": third,
        "rows": rows,
        "states": dict(zip(rows, states(lab), strict=True)),
        "issues": lab.table("SELECT * FROM issue WHERE starts_with(field, 'judgement')"),
        "registrations": lab.table("registration"),
    }


def test_same_links_a_listing_that_nothing_else_would(listings: Mapping[str, Any]) -> None:
    assert listings["before"]["masked"]["outcome"] == "masked"
    link = listings["after"]["masked"]
    assert (link["outcome"], link["probability"], link["rule"]) == ("linked", 1, "judgement")
    assert link["registration_id"] == listings["third"]["registration_id"]


def test_of_a_practitioner_the_best_fitting_registration_is_named(listings: Mapping[str, Any]) -> None:
    (far,) = [r["registration_id"] for r in listings["registrations"] if r["province"] == "51"]
    link = listings["after"]["moved"]
    assert (link["rule"], link["registration_id"]) == ("judgement", far)


def test_different_leaves_the_place_to_others(listings: Mapping[str, Any]) -> None:
    before, after = listings["before"]["numbered"], listings["after"]["numbered"]
    assert (before["rule"], before["practitioner_id"]) == ("certificate", listings["after"]["k1"]["practitioner_id"])
    assert after["practitioner_id"] != before["practitioner_id"]
    assert after["rule"] == "name_exact_main"  # the other one of the name there


@pytest.mark.parametrize("record", ["open", "stranger"])
def test_unsure_is_never_linked_by_a_score(listings: Mapping[str, Any], record: str) -> None:
    assert listings["before"][record]["outcome"] == {"open": "linked", "stranger": "unlinked"}[record]
    link = listings["after"][record]
    assert (link["outcome"], link["practitioner_id"], link["rule"]) == ("ambiguous", None, "judgement")
    assert link["candidate_count"] == 1


def test_two_people_at_once_link_nobody_and_are_an_issue(listings: Mapping[str, Any]) -> None:
    link = listings["after"]["twice"]
    assert (link["outcome"], link["rule"], link["candidate_count"]) == ("ambiguous", "judgement", 2)
    rows = [listings["rows"][name] for name in ("twice", "twice again")]
    issues = [i for i in listings["issues"] if i["field"] == "judgement_contradicted"]
    assert [(i["url"], i["row_no"]) for i in issues] == [("judgements.csv", n) for n in rows]
    assert f"rows {rows[0]}, {rows[1]} of judgements.csv" in issues[0]["reason"]


def test_a_later_judgement_of_the_pair_replaces_the_earlier_whatever_its_direction(listings: Mapping[str, Any]) -> None:
    assert (listings["states"]["changed"], listings["states"]["changed later"]) == ("replaced", "applies")
    assert listings["after"]["changed"]["rule"] != "judgement"


def test_what_is_not_there_any_more_is_kept_and_said(listings: Mapping[str, Any]) -> None:
    assert listings["states"]["left"] == "missing"
    (issue,) = [i for i in listings["issues"] if i["field"] == "judgement_missing"]
    assert issue["row_no"] == listings["rows"]["left"]


def test_a_judgement_about_a_listing_changes_nothing_official(listings: Mapping[str, Any]) -> None:
    before, after = listings["registers"]
    assert after == before


def test_people_are_joined_and_parted_in_chains(lab: Lab) -> None:
    """Numbers judged the same are one practitioner; records of one number judged different are two."""
    lab.land("cn_national", [official(4), official(5, **ALIKE)])
    lab.land("cn_province", [official(n) for n in (1, 2, 3, 4)] + [official(5, certificate_no=None, **ALIKE)], at=1)
    run(lab, 1)
    apart = people(lab)
    assert (apart["k4"], apart["k5"]) == (apart[number(4)], apart[number(5)])
    decide(lab, "cn_province:k2", apart["k1"], "same")
    decide(lab, "cn_province:k3", "cn_province:k2", "same")
    decide(lab, "cn_province:k4", apart["k4"], "different")
    decide(lab, apart["k5"], "cn_province:k5", "different")
    run(lab, 2)
    joined = people(lab)
    assert [joined[k] for k in ("k1", "k2", "k3")] == [apart["k1"]] * 3
    # The better tier is the senior and keeps the id.
    assert joined["k4"] != joined[number(4)] == apart["k4"]
    assert "certificate_collision" in {c["kind"] for c in lab.table("conflict")}
    assert joined["k5"] != joined[number(5)] == apart["k5"]
    (person,) = lab.table("SELECT * FROM practitioner WHERE registration_count = 3")
    assert person["practitioner_id"] == apart["k1"]
    merged = lab.table("SELECT entity_id, other_id FROM entity_ledger WHERE event = 'merged'")
    assert {(row["entity_id"], row["other_id"]) for row in merged} == {(apart[k], apart["k1"]) for k in ("k2", "k3")}
    split = lab.table("SELECT entity_id FROM entity_ledger WHERE event = 'split' AND entity_kind = 'practitioner'")
    assert {row["entity_id"] for row in split} == {joined["k4"], joined["k5"]}

    # What closes the chain against itself undoes all of it, and is named.
    decide(lab, "cn_province:k1", "cn_province:k3", "different")
    run(lab, 3)
    now = people(lab)
    assert [now[k] for k in ("k1", "k2", "k3")] == [apart[k] for k in ("k1", "k2", "k3")]
    assert states(lab) == ["contradicted", "contradicted", "applies", "applies", "contradicted"]
    reasons = {i["reason"] for i in lab.table("SELECT reason FROM issue WHERE starts_with(field, 'judgement')")}
    assert [reason[:31] for reason in reasons] == ["rows 2, 3, 6 of judgements.csv "]


@pytest.mark.parametrize(
    ("pair", "reason"),
    [
        (("cn_platform:twice", "cn_platform:open"), "both listings of lower sources"),
        (("cn_platform:twice", "cn_platform:p9"), "no such record"),
        (("cn_platform:twice", "nobody"), "no practitioner_id, no registration_id"),
        (("cn_province:k1", "cn_province:k1"), "both mean the record"),
        (("cn_province:k1", "cn_bulletin:a1"), "announces an act"),
    ],
)
def test_what_no_judgement_ties_is_refused(listings: Mapping[str, Any], pair: tuple[str, str], reason: str) -> None:
    with pytest.raises(JudgementError, match=reason):
        decide(listings["lab"], *pair, "same")


def test_before_the_first_reconcile_there_is_nothing_to_judge(lab: Lab) -> None:
    lab.land("cn_province", [official(1), official(2)])
    with pytest.raises(JudgementError, match="nothing has been reconciled yet"):
        decide(lab, "cn_province:k1", "cn_province:k2", "same")


_ROW = (
    "left,right,verdict,by,decided_at,why,left_record,right_record,rests_on\r\n"
    'b:2,registration:r,same,,2026-03-01T02:00:00Z,问过,b:2,a:1,"{""a:1"": ""x"", ""b:2"": ""y""}"\r\n'
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_file_is_read_as_spreadsheets_save_it(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "judgements.csv"
    path.write_text(_ROW + ",,,,,,,,\r\n", encoding=encoding)
    (judgement,) = read_judgements(path)
    assert (judgement.row["why"], judgement.stated["judgement_no"]) == ("问过", 2)
    # In order of the records, whichever was named first.
    sides = [judgement.stated[f"{side}_{name}"] for side in ("left", "right") for name in ("kind", "source_id")]
    assert sides == ["registration", "a", "record", "b"]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (",same,", ",perhaps,", "row 2: verdict 'perhaps' is none of same, different, unsure"),
        ("2026-03-01T02:00:00Z", "yesterday", "row 2: decided_at 'yesterday' is no time"),
        ("问过,b:2", "问过,b:3", "row 2: left and left_record name two records: b:2, b:3"),
        ("b:2,a:1", "b:2,b:2", "row 2: both sides are the same record"),
        ("b:2,a:1", "b:2,nobody", "row 2: 'nobody' is no SOURCE:RECORD_ID"),
        ('""a:1""', '""a:3""', "row 2: rests_on does not say what a:1 said"),
        ('"{""', '"[""', "row 2: rests_on is not as `mingce judge` writes it"),
        ("}\"", "}\",more", "row 2: more cells than headings"),
        ("left_record", "left_one", "no column left_record"),
    ],
)  # fmt: skip
def test_a_bad_row_is_named(tmp_path: Path, old: str, new: str, reason: str) -> None:
    path = tmp_path / "judgements.csv"
    assert old in _ROW
    path.write_text(_ROW.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(WorkspaceError) as error:
        read_judgements(path)
    assert str(path) in str(error.value)
    assert reason in str(error.value)
