"""Whom lower listings mean: design of links to anchors, never by name alone, never guessed."""

from typing import Any

import pytest

from tests.reconcile.rows import listed, number, official
from tests.support import Lab

SURNAMES = "赵钱孙周吴郑冯陈褚卫蒋沈韩杨朱秦尤许何吕"
GIVEN = ("志国", "春梅", "建军", "秀兰", "海涛", "雪琴", "文斌", "玉珍", "永强", "丽华")


def town() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Two hundred people of a city, officially, and half of them on a platform: what frequencies are learnt from."""
    names = [a + b for a in SURNAMES for b in GIVEN]
    places = ("first", "second", "county", "杭州市妇幼保健院")
    people = [official(1000 + n, name=name, hospital=places[n % 4]) for n, name in enumerate(names)]
    shown = [listed(f"t{n}", name=name, hospital=places[n % 4]) for n, name in enumerate(names) if n % 2]
    return people, shown


def link(lab: Lab, people: list[dict[str, Any]], *shown: dict[str, Any], source: str = "cn_platform") -> list[Any]:
    """Land the town, the given people and listings; return outcome, rule and number linked to, per listing."""
    residents, listings = town()
    lab.land("cn_national", residents + people, asserted_on="2026-03-01")
    lab.land(source, [*listings, *shown])
    lab.run()
    found = lab.table(
        "SELECT l.source_record_id, outcome, rule, candidate_count, certificate_no "
        "FROM link l LEFT JOIN registration USING (registration_id) "
        f"WHERE source_id = '{source}' AND source_record_id NOT LIKE 't%'"
    )
    return [(f["outcome"], f["rule"], f["candidate_count"], f["certificate_no"]) for f in found]


def test_name_and_institution_link(lab: Lab) -> None:
    found = link(lab, [official(1)], listed("d1"), listed("d2", hospital="杭州第一人民医院"))
    assert found == [("linked", "name_exact_main", 1, number(1))] * 2


def test_a_number_links_where_the_name_is_compatible_and_only_there(lab: Lab) -> None:
    shown = [
        listed("d1", name="王晓明", hospital=None, certificate_no=number(1)),
        listed("d2", name="李四海", hospital=None, certificate_no=number(1)),
    ]
    found = link(lab, [official(1)], *shown)
    assert found == [("linked", "certificate", 1, number(1)), ("unlinked", "no_candidate", 0, None)]
    collisions = lab.table("SELECT source_record_id, official_value FROM conflict WHERE kind = 'certificate_collision'")
    assert collisions == [{"source_record_id": "d2", "official_value": "王小明"}]


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (listed("d1", name="王*"), ("masked", "masked_name", 0, None)),
        # A homophone needs more than the institution to agree.
        (listed("d1", name="王晓明"), ("unlinked", "name_homophone_main", 1, None)),
        (
            listed("d1", name="王晓明", department="呼吸内科", gender="男", category="临床", level="执业医师"),
            ("linked", "name_homophone_main", 1, number(1)),
        ),
        (listed("d1", name="王?明"), ("linked", "name_damaged_main", 1, number(1))),
        # The name is that of one person in the country; without a place it still is a name alone.
        (listed("d1", hospital=None, province=None), ("unlinked", "name_exact_unknown", 1, None)),
        (listed("d1", hospital="far", province="四川"), ("unlinked", "name_exact_unlike", 1, None)),
        (listed("d1", name="黄大山"), ("unlinked", "no_candidate", 0, None)),
    ],
)
def test_what_a_name_is_worth(lab: Lab, shown: dict[str, Any], expected: tuple[Any, ...]) -> None:
    assert link(lab, [official(1)], shown) == [expected]


def test_namesakes_in_one_institution_are_ambiguous_unless_something_tells_them_apart(lab: Lab) -> None:
    people = [official(1), official(2, scope="儿科专业")]
    found = link(lab, people, listed("d1"), listed("d2", department="新生儿科"))
    assert found == [("ambiguous", "name_exact_main", 2, None), ("linked", "name_exact_main", 1, number(2))]


def test_registrations_of_one_person_do_not_compete(lab: Lab) -> None:
    people = [official(1), official(1, hospital="far", province="四川省")]
    link(lab, people, listed("d1", hospital="far", province="四川"))
    (found,) = lab.table(
        "SELECT outcome, province FROM link JOIN registration USING (registration_id) WHERE source_record_id = 'd1'"
    )
    assert found == {"outcome": "linked", "province": "51"}


def test_a_stale_listing_links_to_whom_it_was_once_right_about(lab: Lab) -> None:
    residents, _ = town()
    lab.land("cn_national", [*residents, official(1)], at=-30, asserted_on="2026-01-30")
    assert link(lab, [official(1, hospital="second")], listed("d1")) == [
        ("linked", "name_exact_former", 1, number(1))
    ]


def test_a_users_alias_resolves(lab: Lab) -> None:
    path = lab.root / "institutions.csv"
    path.write_text("alias,institution,province\n湖滨医院,杭州市第一人民医院,浙江\n", encoding="utf-8")
    lab.land("cn_national", [official(1)])
    lab.land("cn_platform", [listed("d1", hospital="湖滨医院")])
    lab.run(institutions=path)
    (shown,) = lab.table(
        "SELECT i.name FROM listing JOIN institution i USING (institution_id) WHERE source_id = 'cn_platform'"
    )
    assert shown == {"name": "杭州市第一人民医院"}


def test_an_ordinal_or_a_place_that_differs_is_another_institution(lab: Lab) -> None:
    lab.land("cn_national", [official(1), official(2, hospital="county")])
    shown = ["杭州市第二人民医院", "淳安县人民医院", "桐庐县人民医院"]
    lab.land("cn_platform", [listed(f"d{n}", hospital=name) for n, name in enumerate(shown)])
    lab.run()
    found = lab.table("SELECT institution, institution_id IS NOT NULL AS known FROM listing WHERE tier = 'commercial'")
    assert {f["institution"]: f["known"] for f in found} == dict(zip(shown, [False, False, True], strict=True))
