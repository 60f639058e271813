"""How alike a record and a registration are, and what a link shows side by side: two SELECTs alone."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import pytest

from tests.reconcile.conftest import Rows, RunStep
from tests.reconcile.step_rows import anchor, institution, lower

LEVELS = ("name", "institution", "region", "department", "title", "level", "category", "gender", "certificate")
DEPARTMENTS = [
    {"code": "03", "class": "S", "scopes": "内科专业|全科医学专业"},
    {"code": "03.02", "class": "A", "scopes": "外科专业|内科专业"},
    {"code": "07", "class": "S", "scopes": "儿科专业"},
    {"code": "12", "class": "S*", "scopes": "口腔专业"},
    {"code": "04", "class": "A", "scopes": "外科专业"},
    {"code": "20", "class": "N", "scopes": "外科专业"},
]
PLACES = [
    institution("here", "33", "330106"), institution("same city", "33", "330102"),
    institution("same province", "33", "330206"), institution("far", "51", "510104"),
    institution("undivided", "33"), institution("there", "51", "510204"),
]  # fmt: skip


# Form, value and how many of as many other people have it.
NAMES = [
    {"form": form, "value": value, "other_count": count}
    for form, value, count in (
        ("key", "王小明", 0.5), ("key", "李强", 4.5), ("sound", "wang xiao ming", 4.5), ("pattern", "王?明", 4.5),
        ("key", "王?明", 0.5), ("key", "阿依古丽", 0.5), ("key", "王大明", 0.5),
    )
]  # fmt: skip


def site(kind: str, place: str = "here") -> dict[str, Any]:
    return {"anchor_no": 1, "institution_id": place, "kind": kind}


def meaning(*places: str) -> list[dict[str, Any]]:
    return [
        {"shown_no": 1, "institution_id": place, "person_count": 3, "meaning_count": len(places)} for place in places
    ]


def pair(
    run_step: RunStep,
    shown: dict[str, Any],
    official: dict[str, Any],
    tables: Mapping[str, Rows] | None = None,
    name: tuple[str, str | None] = ("exact", None),
    is_same_number: bool = False,
    others: Rows = (),
) -> dict[str, Any]:
    """The one pair of a record and a registration in Hangzhou, where nothing else is given."""
    anchors = [anchor(1) | {"city": "3301"} | official, *others]
    given = {"meaning": meaning("here")} | dict(tables or {})
    records = [lower(1) | shown]
    (row,) = run_step(
        "scored_pair",
        people=run_step("people", anchor=anchors),
        candidate=[
            {"record_no": 1, "anchor_no": 1, "is_same_number": is_same_number,
             "name_level": name[0], "pattern": name[1]}
        ],
        lower_record=records,
        anchor=anchors,
        shown_place=run_step("shown_place", meaning=given["meaning"], known_institution=PLACES) or UNPLACED,
        shown_department=run_step("shown_department", lower_record=records, department_scope=DEPARTMENTS) or UNCLASSED,
        **{
            "anchor_site": [site("main")], "name_frequency": NAMES,
            "likeness": [{"record_no": 0, "anchor_no": 0, "level": "like"}], **given,
        },
    )  # fmt: skip
    return row


def like(level: str) -> Rows:
    return [{"record_no": 1, "anchor_no": 1, "level": level}]


NOWHERE: Rows = [{"shown_no": 0, "institution_id": "none", "person_count": 0, "meaning_count": 0}]
UNPLACED: Rows = [{"shown_no": 0, "meaning_count": 0, "province": None, "city": None}]
UNCLASSED: Rows = [{"department_code": None, "class": None, "scopes": ["any"]}]
UNSHOWN = {"institution_key": None}
# What is shown, what else stands in the tables -> the levels of institution and region, and whether it is placed.
PLACED: dict[str, tuple[dict[str, Any], dict[str, Any], tuple[str | None, str | None, bool]]] = {
    "main": ({}, {}, ("main", None, True)),
    "filed": ({}, {"anchor_site": [site("filed")]}, ("filed", None, True)),
    "former": ({}, {"anchor_site": [site("former")]}, ("former", None, True)),
    "best of two": (
        {},
        {"meaning": meaning("here", "same city"), "anchor_site": [site("former"), site("filed", "same city")]},
        ("filed", None, True),
    ),
    "city": ({}, {"meaning": meaning("same city")}, ("elsewhere_in_city", None, True)),
    "province": ({}, {"meaning": meaning("same province")}, ("elsewhere_in_province", None, True)),
    "far": ({}, {"meaning": meaning("far")}, ("elsewhere", None, False)),
    # Where the institution is counts before what the listing says of the place.
    "far, shown here": ({"city": "3301"}, {"meaning": meaning("far")}, ("elsewhere", None, False)),
    "two cities": ({}, {"meaning": meaning("same city", "same province")}, ("elsewhere_in_province", None, True)),
    "two cities, one shown": (
        {"city": "3301"}, {"meaning": meaning("same city", "same province")}, ("elsewhere_in_city", None, True),
    ),
    "no division": ({}, {"meaning": meaning("undivided")}, ("elsewhere_in_province", None, True)),
    "like": ({}, {"meaning": NOWHERE, "likeness": like("like")}, ("like", "province", True)),
    "unlike": ({}, {"meaning": NOWHERE, "likeness": like("unlike")}, ("unlike", "province", True)),
    "unlike, other city": (
        {"city": "3302"}, {"meaning": NOWHERE, "likeness": like("unlike")}, ("unlike", "other_city", True),
    ),
    "unlike, no place": (
        {"province": None}, {"meaning": NOWHERE, "likeness": like("unlike")}, ("unlike", "unknown", False),
    ),
    "unlike, other province": (
        {"province": "51"}, {"meaning": NOWHERE, "likeness": like("unlike")}, ("unlike", "other", False),
    ),
    "only a province": (UNSHOWN, {"meaning": NOWHERE}, (None, "province", True)),
    "only a city": (UNSHOWN | {"city": "3301"}, {"meaning": NOWHERE}, (None, "city", True)),
    "another city": (UNSHOWN | {"city": "3302"}, {"meaning": NOWHERE}, (None, "other_city", True)),
    "another province": (UNSHOWN | {"province": "51"}, {"meaning": NOWHERE}, (None, "other", False)),
    # Where the certificate was issued is a place of the person, too.
    "issuing city": (
        {}, {"meaning": meaning("far"), "issued": ("51", "5101")}, ("elsewhere_in_issuing_city", None, True),
    ),
    "issuing province": (
        {}, {"meaning": meaning("far"), "issued": ("51", "5102")}, ("elsewhere_in_issuing_province", None, True),
    ),
    "issuing city of the same province": (
        {}, {"meaning": meaning("same province"), "issued": ("33", "3302")}, ("elsewhere_in_issuing_city", None, True),
    ),
    "same city before the issuing one": (
        {}, {"meaning": meaning("same city"), "issued": ("33", "3301")}, ("elsewhere_in_city", None, True),
    ),
    "unlike, issuing province": (
        {"province": "51"}, {"meaning": NOWHERE, "likeness": like("unlike"), "issued": ("51", None)},
        ("unlike", "issuing_province", True),
    ),
    # A name alone, however rare.
    "nothing": (UNSHOWN | {"province": None}, {"meaning": NOWHERE}, (None, "unknown", False)),
}  # fmt: skip


@pytest.mark.parametrize("case", PLACED)
def test_where_a_listing_and_a_registration_meet(run_step: RunStep, case: str) -> None:
    shown, tables, expected = PLACED[case]
    issuer = dict(zip(("issuing_province", "issuing_city"), tables.get("issued", ()), strict=False))
    row = pair(run_step, shown, issuer, {name: rows for name, rows in tables.items() if name != "issued"})
    assert (row["institution_level"], row["region_level"], row["is_placed"]) == expected


FULL, OTHER = "110330100000001", "110330100000002"
# What is shown, what is official -> the levels other than those of the name and the place.
COMPARED: list[tuple[dict[str, Any], dict[str, Any], dict[str, str]]] = [
    ({}, {"level": "practising", "category": "clinical", "gender": "male", "certificate_no": FULL}, {}),
    ({"level": "practising", "category": "tcm", "gender": "male"}, {}, {}),
    *(({f: "a"}, {f: b}, {f: "same" if b == "a" else "different"})
      for f in ("level", "category", "gender") for b in ("a", "b")),
    # A title is above an assistant; below one it says nothing.
    ({"title": "attending"}, {"level": "assistant"}, {"title": "above_level"}),
    ({"title": "chief"}, {"level": "rural_gp"}, {"title": "above_level"}),
    ({"title": "resident"}, {"level": "assistant"}, {}),
    ({"title": "chief"}, {"level": "practising"}, {}),
    ({"title": "chief"}, {}, {}),
    # The longest code that the department's begins with: 03.02 is not 03, and 03.05 is.
    ({"department_code": "03.05"}, {}, {"department": "strict_fit"}),
    ({"department_code": "03.02"}, {}, {"department": "loose_fit"}),
    ({"department_code": "07"}, {}, {"department": "strict_miss"}),
    ({"department_code": "04.01"}, {}, {"department": "loose_miss"}),
    ({"department_code": "20"}, {}, {}),
    ({"department_code": "99"}, {}, {}),
    ({"department_code": "07"}, {"scope": None}, {}),
    # Chinese medicine has its own departments for children, but none for teeth.
    ({"department_code": "07"}, {"scope": ["中医专业"], "category": "tcm"}, {}),
    ({"department_code": "12.01"}, {"scope": ["中医专业"], "category": "tcm"}, {"department": "strict_miss"}),
    ({"department_code": "07"}, {"scope": ["内科专业", "儿科专业"]}, {"department": "strict_fit"}),
    ({"certificate_no": OTHER}, {"certificate_no": FULL}, {"certificate": "different"}),
    # What a mask hides is not different.
    ({"certificate_no": OTHER}, {"certificate_no": "1103***********"}, {}),
    ({"certificate_mask": "1103***********"}, {"certificate_no": FULL}, {"certificate": "fits_mask"}),
    ({"certificate_mask": "110************"}, {"certificate_no": FULL}, {}),
    ({"certificate_mask": "1104***********"}, {"certificate_no": FULL}, {"certificate": "differs_in_mask"}),
    # Of another length, or of a number that is itself masked, nobody can say so.
    ({"certificate_mask": "1104**********"}, {"certificate_no": FULL}, {}),
    ({"certificate_mask": "1104***********"}, {"certificate_no": "1103***********"}, {}),
]  # fmt: skip


@pytest.mark.parametrize(("shown", "official", "expected"), COMPARED)
def test_what_else_is_compared(
    run_step: RunStep, shown: dict[str, Any], official: dict[str, Any], expected: dict[str, str]
) -> None:
    row = pair(run_step, shown, official)
    found = {feature: row[f"{feature}_level"] for feature in LEVELS if row[f"{feature}_level"] is not None}
    assert found == {"name": "exact", "institution": "main"} | expected


def test_the_number_of_the_registration_is_not_weighed_again(run_step: RunStep) -> None:
    row = pair(run_step, {"certificate_no": FULL}, {"certificate_no": FULL}, is_same_number=True)
    assert (row["is_same_number"], row["certificate_level"]) == (True, None)


# Eight people: four in Hangzhou, six in Zhejiang; the last has two registrations.
OTHERS = [
    *(anchor(n, city="3301") for n in (2, 3, 4)), *(anchor(n, city="3302") for n in (5, 6)),
    anchor(7, province="51", city="5101"), anchor(8, province="51"), anchor(9, person_no=8, province="51"),
]  # fmt: skip
WEIGHTS = [
    {"feature": feature, "level": level, "weight": weight}
    for feature, level, weight in (
        ("name", "exact", -0.5), ("name", "homophone", -6.0), ("name", "damaged", -0.25),
        ("name", "one_character", -7.0), ("name", "other_name", -11.0),
        ("institution", "main", -1.0), ("institution", "like", 5.0), ("institution", "elsewhere_in_city", -3.0),
        ("institution", "elsewhere_in_province", -4.0), ("institution", "elsewhere", -6.0),
        ("institution", "elsewhere_in_issuing_city", -1.5),
        ("region", "province", -0.25), ("region", "city", -0.125), ("region", "other", -4.5), ("gender", "same", 1.0),
        ("category", "different", -5.0), ("level", "same", 0.25), ("department", "strict_fit", 2.0),
        ("title", "above_level", -4.0), ("certificate", "fits_mask", 10.0),
    )
]  # fmt: skip
ALIKE = {"gender": "male", "level": "practising", "certificate_mask": "1103***********", "department_code": "03"}
SCORED: dict[str, tuple[dict[str, Any], tuple[str, str | None], dict[str, Rows], tuple[float, float, float]]] = {
    # -0.5 - log2(0.5 / 8); -1 - log2((3 + 1) / 8), as one more may work there than we know.
    "rare name": ({}, ("exact", None), {}, (3.5, 0.0, 0.0)),
    "name of five": ({"name_key": "李强"}, ("exact", None), {}, (-0.5 + 0.8301, 0.0, 0.0)),
    "unknown name": ({"name_key": "赵六"}, ("exact", None), {}, (3.5, 0.0, 0.0)),
    "homophone": ({}, ("homophone", None), {}, (-6 + 0.8301, 0.0, 0.0)),
    # The frequency is that of the readable rest, not of the name with its hole.
    "damaged": ({}, ("damaged", "王?明"), {}, (-0.25 + 0.8301, 0.0, 0.0)),
    "one character": ({"name_key": "王士明"}, ("one_character", "王?明"), {}, (-7 + 0.8301, 0.0, 0.0)),
    # The name as written is that of somebody else.
    "other name": ({"name_key": "王大明"}, ("one_character", "王?明"), {}, (-11.0 + 0.8301, 0.0, 0.0)),
    # Six of eight are in Zhejiang.
    "long name": ({"name_key": "阿依古丽"}, ("exact", None), {}, (3.5 - 0.415, 0.0, 0.0)),
    "same number": ({}, ("certificate", None), {}, (4.0, 0.0, 0.0)),
    # Four of eight are in the city, six in the province.
    "city": ({}, ("exact", None), {"meaning": meaning("same city")}, (3.5, -3 + 1.0, 0.0)),
    "province": ({}, ("exact", None), {"meaning": meaning("same province")}, (3.5, -4 + 0.415, 0.0)),
    "far": ({}, ("exact", None), {"meaning": meaning("far")}, (3.5, -6.0, 0.0)),
    # Nobody is known there now, which counts as one of eight.
    "issuing city": ({}, ("exact", None), {"meaning": meaning("there")}, (3.5, -1.5 + 3.0, 0.0)),
    "like": (
        {}, ("exact", None), {"meaning": NOWHERE, "likeness": like("like")}, (3.5, 5 - 0.25 + 0.415, 0.0),
    ),
    "city shown": (UNSHOWN | {"city": "3301"}, ("exact", None), {"meaning": NOWHERE}, (3.5, -0.125 + 1.0, 0.0)),
    "other shown": (UNSHOWN | {"province": "51"}, ("exact", None), {"meaning": NOWHERE}, (3.5, -4.5, 0.0)),
    "agreeing": (ALIKE, ("exact", None), {}, (3.5, 0.0, 1 + 0.25 + 10 + 2.0)),
    "contradicted": ({"category": "tcm"}, ("exact", None), {}, (3.5, 0.0, -5.0)),
}  # fmt: skip


@pytest.mark.parametrize("case", SCORED)
def test_a_score_is_how_much_likelier_than_anybody(run_step: RunStep, case: str) -> None:
    shown, name, tables, expected = SCORED[case]
    official = {
        "gender": "male", "level": "practising", "category": "clinical", "certificate_no": FULL,
        "issuing_city": "5102",
    }  # fmt: skip
    row = pair(run_step, shown, official, {"learnt_weight": WEIGHTS, **tables}, name, others=OTHERS)
    found = (row["name_weight"], row["place_weight"], row["other_weight"])
    assert tuple(round(weight, 4) for weight in found) == tuple(round(weight, 4) for weight in expected)
    # One of eight people, before anything is known.
    assert row["score"] == pytest.approx(sum(found) - 3)


def test_a_linked_listing_stands_beside_what_is_official(run_step: RunStep) -> None:
    day, at = date(2026, 2, 1), datetime(2026, 3, 1, 2)

    def link(record: str, outcome: str = "linked", **more: Any) -> dict[str, Any]:
        ids = {"registration_id": "r", "practitioner_id": "p"} if outcome == "linked" else {}
        return {"source_id": "p", "source_record_id": record, "outcome": outcome} | ids | more

    def said(record: str, **more: Any) -> dict[str, Any]:
        shown = {"name": "王小明", "institution": f"{record} 医院", "institution_key": f"{record}医院",
                 "department": "儿科", "department_code": "07", "title": "chief", "level": "practising",
                 "category": "clinical", "scope": ["儿科专业"], "status": None,
                 "first_seen_at": at, "last_seen_at": at}  # fmt: skip
        return {"source_id": "p", "source_record_id": record} | shown | more

    rows = run_step(
        "linked_listing",
        link=[
            link("d1"), link("d2"), link("d3", registration_id="r2"), link("d4", "ambiguous"), link("d5", "unlinked"),
            link("d6"),
            # A linked act and an official record are no listings.
            link("act", source_id="b"), link("official", source_id="s"),
        ],
        lower_record=[lower(n) for n in (1, 2, 3, 4, 5, 6)],
        statement=[
            # Short for 某市第一人民医院, and perhaps a name of another house.
            said("d6", institution_key="某市第1医院"),
            *(said(f"d{n}") for n in (1, 2, 4, 5)), said("d3", institution=None, institution_key=None),
            said("act", source_id="b"), said("official", source_id="s"),
        ],
        # 2 could be either of two: it is at neither for certain.
        meaning=[
            {"shown_no": 1, "institution_id": "i", "meaning_count": 1, "relation": "short"},
            {"shown_no": 6, "institution_id": "i", "meaning_count": 1, "relation": "short"},
            {"shown_no": 2, "institution_id": "i", "meaning_count": 2},
            {"shown_no": 2, "institution_id": "j", "meaning_count": 2},
        ],
        registration=[
            {"registration_id": "r", "province": "33", "level": "assistant", "category": "tcm", "scope": ["中医专业"],
             "main_institution": "甲医院", "main_institution_id": "i", "status": "cancelled", "status_since": day},
            {"registration_id": "r2", "province": "51", "status": "active"},
        ],
        practitioner=[{"practitioner_id": "p", "name": "王晓明", "active_count": 1}],
        institution=[{"institution_id": "i", "kind": "A100", "grade": "32"}],
    )  # fmt: skip
    ids = {"source_id": "p", "practitioner_id": "p", "first_seen_at": at, "last_seen_at": at}
    shown = {"name": "王小明", "department": "儿科", "department_code": "07", "title": "chief", "level": "practising",
             "category": "clinical", "scope": ["儿科专业"]}  # fmt: skip
    first = {"registration_id": "r", "official_province": "33", "official_level": "assistant",
             "official_category": "tcm", "official_scope": ["中医专业"], "official_institution": "甲医院",
             "official_status": "cancelled",
             "official_status_since": day, "official_institution_kind": "A100"}  # fmt: skip
    person = {"official_name": "王晓明", "active_count": 1}
    assert [{name: value for name, value in row.items() if value is not None} for row in rows] == [
        ids | shown | first | person | {"source_record_id": "d1", "record_no": 1, "shown_no": 1, "institution_id": "i",
                                        "institution_grade": "32",
                                        "institution": "d1 医院", "institution_key": "d1医院"},
        ids | shown | first | person | {"source_record_id": "d2", "record_no": 2, "shown_no": 2,
                                        "institution": "d2 医院", "institution_key": "d2医院"},
        ids | shown | person | {"source_record_id": "d3", "record_no": 3, "shown_no": 3, "registration_id": "r2",
                                "official_province": "51", "official_status": "active"},
        ids | shown | first | person | {"source_record_id": "d6", "record_no": 6, "shown_no": 6,
                                        "institution": "d6 医院", "institution_key": "某市第1医院"},
    ]  # fmt: skip
