"""The decision table, row by row: a small world of raw rows, and the whole set of conflicts that it opens."""

import csv
from importlib.resources import files
from typing import Any

import pytest

from tests.reconcile.conftest import declare_all
from tests.reconcile.rows import listed, number, official
from tests.support import Lab

DECISIONS = list(csv.DictReader((files("reconcile") / "decision.csv").read_text(encoding="utf-8").splitlines()))
KINDS = {
    row["kind"]: row["severity"]
    for row in csv.DictReader((files("reconcile") / "conflict_kind.csv").read_text(encoding="utf-8").splitlines())
}
HOUSE = {
    "A": "青河市第一人民医院", "B": "青河市第二人民医院", "C": "白山市人民医院", "D": "青河市第三人民医院",
    "E": "青河市第四人民医院", "sister": "青河市肿瘤医院", "county": "青河县人民医院", "village": "青河县城关镇卫生院",
}  # fmt: skip
# 登记号: organisation code, division, 11, class, 1. A and its sister have one organisation code.
NUMBERS = {
    "A": "A1B2C3D4833010611A1001", "sister": "A1B2C3D4833010611A5141", "B": "B1B2C3D4833010611A1001",
    "E": "E1B2C3D4833010611A1001", "D": "D1B2C3D4833010611A1001", "C": "C1B2C3D4851010611A1001",
    "county": "F1B2C3D4833012211A1001", "village": "F9B2C3D4833012211C2201",
}  # fmt: skip
ASSISTANT = {"level": "执业助理医师"}


def at(house: str, **more: Any) -> dict[str, Any]:
    place = {"institution": HOUSE[house], "registration_no": NUMBERS[house]}
    return place | ({"province": "四川省"} if house == "C" else {}) | more


def filed(house: str, until: str) -> str:
    return f"{HOUSE[house]}(2025-01-01至{until})"


# Case -> entries of the two registers, and what a platform shows: of 青河 in a list of its province, else national.
World = tuple[list[dict[str, Any]], list[dict[str, Any]]]
WORLDS: dict[str, World] = {
    "filed_today": ([at("A", filed_sites=filed("B", "2026-12-31"))], [at("A"), at("B")]),
    "filing_over": ([at("A", filed_sites=filed("B", "2025-12-31"))], [at("B")]),
    "second_province": ([at("A"), at("C")], [at("A"), at("C")]),
    "second_province_differs": (
        [at("A", registered_on="2015-05-01"), at("C", registered_on="2024-05-01", scope="外科专业")], [at("C")],
    ),
    "two_mains": ([at("A", asserted_on="2026-01-10"), at("B", asserted_on="2026-01-20")], [at("B")]),
    "assistant_two_counties": ([at("A", **ASSISTANT, filed_sites=filed("county", "2026-12-31"))], []),
    "assistant_one_county": ([at("county", **ASSISTANT, filed_sites=filed("village", "2026-12-31"))], []),
    "other_name": ([at("A")], [{"institution": "青河市红会医院"}]),
    "alliance": ([at("A")], [at("E")]),
    "legal_person": ([at("A")], [at("sister")]),
    "unfiled": ([at("A")], [at("D")]),
    "retired": ([at("A", status="退休")], [at("A")]),
    "namesakes": ([at("A"), at("B", certificate_no=number(9002))], [at("A"), at("B", certificate_no=number(9002))]),
}  # fmt: skip
A, B = HOUSE["A"], HOUSE["B"]
# Case -> conflicts: kind, source, field, official value, listed value.
CONFLICTS: dict[str, list[tuple[str, ...]]] = {
    "filing_over": [("expired_filing", "cn_platform", "institution", A, B)],
    "second_province_differs": [("registrations_differ", "cn_province", "scope", "外科专业", "内科专业")],
    "two_mains": [("two_main_institutions", "cn_province", "main_institution", B, A)],
    "assistant_two_counties": [("assistant_two_places", "cn_province", "institution", A, HOUSE["county"])],
    "assistant_one_county": [
        ("assistant_several_sites", "cn_province", "institution", HOUSE["county"], HOUSE["village"])
    ],
    "legal_person": [("affiliated_site", "cn_platform", "institution", A, HOUSE["sister"])],
    "unfiled": [("unfiled_site", "cn_platform", "institution", A, HOUSE["D"])],
    "retired": [("listed_after_leaving", "cn_platform", "status", "left_filed", "listed")],
}


def name_of(case: str) -> str:
    """Each case has a name of its own, so that people of two cases are not mixed up."""
    return "王李张刘黄林徐高赵钱孙周吴"[[row["case"] for row in DECISIONS].index(case)] + "晓峰"


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    """Two nights with everybody in them; what platforms show appears in the second, while both were watched."""
    lab = declare_all(Lab(tmp_path_factory.mktemp("decisions")))
    registered: list[dict[str, Any]] = []
    shown: list[dict[str, Any]] = []
    for n, (case, (entries, listings)) in enumerate(WORLDS.items()):
        who = {"name": name_of(case), "certificate_no": number(n)}
        registered += [official(n, **who | e) | {"source_key": f"{case} {i}"} for i, e in enumerate(entries)]
        shown += [listed(f"{case} {i}", **who | e) for i, e in enumerate(listings)]
    # Somebody at each house, so that it is known.
    staff = [
        official(500 + n, **{"name": f"陈{sign}", **at(house), "source_key": f"staff {house}"})
        for n, (house, sign) in enumerate(zip(HOUSE, "一二三四五六七八", strict=True))
    ]
    for day in (-30, 0):
        lab.land("cn_province", [*registered, *staff], at=day, asserted_on=f"2026-0{1 if day else 3}-01")
    lab.land("cn_platform", [listed("staff", **at("A", name="陈一", certificate_no=number(500)))], at=-30)
    lab.land("cn_platform", [listed("staff", **at("A", name="陈一", certificate_no=number(500))), *shown], at=0)
    words = lab.root / "institutions.csv"
    words.write_text(
        f"alias,institution,province,relation\n青河市红会医院,{A},浙江,\n{HOUSE['E']},{A},浙江,alliance\n",
        encoding="utf-8",
    )
    lab.run(0, institutions=words)
    return lab


def test_the_table_has_a_world_for_every_row_and_a_kind_that_fits_its_verdict() -> None:
    assert [row["case"] for row in DECISIONS] == list(WORLDS)
    for row in DECISIONS:
        assert row["verdict"] in ("legal", "review", "conflict", "separate")
        assert bool(row["kind"]) == (row["verdict"] in ("review", "conflict"))
        # What is only to be reviewed is never more than low.
        assert (KINDS.get(row["kind"], "info") in ("info", "low")) == (row["verdict"] != "conflict")


@pytest.mark.parametrize("row", DECISIONS, ids=lambda row: row["case"])
def test_each_row_of_the_table(night: Lab, row: dict[str, str]) -> None:
    rows = night.table(
        "SELECT kind, source_id, field, official_value, listed_value FROM conflict "
        f"WHERE regexp_matches(source_record_id, '^{row['case']} [0-9]')"
    )
    assert [tuple(r.values()) for r in rows] == CONFLICTS.get(row["case"], [])
    assert {r["kind"] for r in rows} == ({row["kind"]} if row["kind"] else set())


def test_namesakes_are_two_people_and_two_provinces_one(night: Lab) -> None:
    counts = night.table("SELECT name, count(*) AS n, sum(registration_count) AS held FROM practitioner GROUP BY name")
    found = {c["name"]: (c["n"], c["held"]) for c in counts}
    assert found[name_of("namesakes")] == (2, 2)
    assert found[name_of("second_province")] == (1, 2)


def test_the_newest_dated_main_institution_wins(night: Lab) -> None:
    (row,) = night.table(
        "SELECT main_institution FROM registration SEMI JOIN (SELECT practitioner_id FROM practitioner "
        f"WHERE name = '{name_of('two_mains')}') USING (practitioner_id)"
    )
    assert row["main_institution"] == B
