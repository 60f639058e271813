"""Whom lower listings mean: design of links to anchors, never by name alone, never guessed."""

from typing import Any

import pytest

from tests.reconcile.conftest import declare_all
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


NAMES = [a + b for a in "王李张刘黄林徐高" for b in ("晓峰", "丽萍", "国栋", "雨婷")]
AGREEING = {"department": "呼吸内科", "gender": "男", "category": "临床", "level": "执业医师"}
NO_PLACE: dict[str, Any] = {"hospital": None, "province": None}
# Number n is officially NAMES[n] at the first hospital; what is listed -> outcome, rule, candidates, number linked.
CASES: dict[str, tuple[dict[str, Any], tuple[Any, ...]]] = {
    "name and institution": (listed("", NAMES[0]), ("linked", "name_exact_main", 1, number(0))),
    "short form": (listed("", NAMES[1], "杭州第一人民医院"), ("linked", "name_exact_main", 1, number(1))),
    "alias of the user": (listed("", NAMES[2], "湖滨医院"), ("linked", "name_exact_main", 1, number(2))),
    "number": (listed("", NAMES[3], **NO_PLACE, certificate_no=number(3)), ("linked", "certificate", 1, number(3))),
    "number, homophone": (
        listed("", "李小峰", **NO_PLACE, certificate_no=number(4)), ("linked", "certificate", 1, number(4)),
    ),
    "number of another": (
        listed("", "欧阳海", **NO_PLACE, certificate_no=number(5)), ("unlinked", "no_candidate", 0, None),
    ),
    "masked": (listed("", "王*"), ("masked", "masked_name", 0, None)),
    # A homophone at the institution needs more that agrees.
    "homophone": (listed("", "李果栋"), ("unlinked", "name_homophone_main", 1, None)),
    "homophone that agrees": (listed("", "李果栋", **AGREEING), ("linked", "name_homophone_main", 1, number(6))),
    "damaged": (listed("", "李?婷"), ("linked", "name_damaged_main", 1, number(7))),
    # One person in the country has the name; without a place it is a name alone.
    "name alone": (listed("", NAMES[8], **NO_PLACE), ("unlinked", "name_exact_unknown", 1, None)),
    "name, other province": (
        listed("", NAMES[9], "成都市第八人民医院", province="四川"), ("unlinked", "name_exact_unlike", 1, None),
    ),
    "unknown name": (listed("", "黄大山"), ("unlinked", "no_candidate", 0, None)),
    "namesakes": (listed("", NAMES[10]), ("ambiguous", "name_exact_main", 2, None)),
    "namesakes, department": (
        listed("", NAMES[10], department="新生儿科"), ("linked", "name_exact_main", 1, number(50)),
    ),
    "second province": (
        listed("", NAMES[11], "far", province="四川"), ("linked", "name_exact_main", 1, number(11)),
    ),
    "moved": (listed("", NAMES[12]), ("linked", "name_exact_former", 1, number(12))),
}  # fmt: skip


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    lab = declare_all(Lab(tmp_path_factory.mktemp("linking")))
    aliases = lab.root / "institutions.csv"
    aliases.write_text("alias,institution,province\n湖滨医院,杭州市第一人民医院,浙江\n", encoding="utf-8")
    residents, listings = town()
    known = [official(n, name=name) for n, name in enumerate(NAMES[:13])]
    more = [
        official(50, name=NAMES[10], scope="儿科专业"),
        official(11, name=NAMES[11], hospital="far", province="四川省"),
    ]
    lab.land("cn_national", [*residents, *known, *more], at=-30, asserted_on="2026-01-30")
    known[12] = official(12, name=NAMES[12], hospital="second")
    lab.land("cn_national", [*residents, *known, *more], at=0, asserted_on="2026-03-01")
    lab.land("cn_platform", [*listings, *(row | {"source_key": case} for case, (row, _) in CASES.items())])
    lab.run(institutions=aliases)
    return lab


@pytest.mark.parametrize("case", CASES)
def test_whom_a_listing_means(night: Lab, case: str) -> None:
    (found,) = night.table(
        "SELECT outcome, rule, candidate_count, certificate_no "
        f"FROM link LEFT JOIN registration USING (registration_id) WHERE source_record_id = '{case}'"
    )
    assert tuple(found.values()) == CASES[case][1]


def test_the_registration_linked_is_the_one_that_fits(night: Lab) -> None:
    (found,) = night.table(
        "SELECT province FROM link JOIN registration USING (registration_id) WHERE source_record_id = 'second province'"
    )
    assert found["province"] == "51"


def test_a_number_of_somebody_else_is_a_collision(night: Lab) -> None:
    (found,) = night.table("SELECT source_record_id, official_value FROM conflict WHERE kind = 'certificate_collision'")
    assert found == {"source_record_id": "number of another", "official_value": NAMES[5]}


def test_every_known_listing_of_the_town_is_linked(night: Lab) -> None:
    rows = night.table("SELECT outcome, count(*) AS n FROM link WHERE source_record_id LIKE 't%' GROUP BY outcome")
    assert rows == [{"outcome": "linked", "n": 100}]


def test_features_of_links_and_non_links_are_kept(night: Lab) -> None:
    rows = night.table(
        "SELECT name_level, institution_level, department_level, gender_level FROM scored_pair "
        "JOIN lower_record USING (record_no) WHERE source_record_id = 'homophone that agrees'"
    )
    assert [tuple(r.values()) for r in rows] == [("homophone", "main", "strict_fit", "same")]


def test_an_ordinal_or_a_place_that_differs_is_another_institution(lab: Lab) -> None:
    lab.land("cn_national", [official(1), official(2, hospital="county")])
    shown = {"杭州市第二人民医院": False, "淳安县人民医院": False, "桐庐县人民医院": True}
    lab.land("cn_platform", [listed(f"d{n}", hospital=name) for n, name in enumerate(shown)])
    lab.run()
    found = lab.table("SELECT institution, institution_id IS NOT NULL AS known FROM listing WHERE tier = 'commercial'")
    assert {f["institution"]: f["known"] for f in found} == shown
