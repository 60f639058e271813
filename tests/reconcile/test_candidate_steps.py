"""Whom a listing may mean: the SELECT of candidates alone, and likeness of names."""

import pytest

from reconcile.likeness import reads_like
from tests.reconcile.conftest import RunStep
from tests.reconcile.step_rows import anchor, lower, name


def test_candidates_come_by_institution_by_region_and_by_number(run_step: RunStep) -> None:
    rows = run_step(
        "candidate",
        lower_record=[
            lower(1),
            lower(2, name_key="王晓明"),
            lower(3, name_key="王?明", name_sound="wang ? ming"),
            lower(4, name_key="王大明", name_sound="wang da ming"),
            lower(5, name_key="李四海", name_sound="li si hai", shown_no=9, certificate_no="N1"),
            lower(6, name_key="王晓明", shown_no=9, certificate_no="N1"),
            lower(7, name_key=None, name_sound=None),
        ],
        meaning=[{"shown_no": n, "institution_id": "i"} for n in range(1, 8)],
        anchor=[anchor(1, certificate_no="N1"), anchor(2, province="51")],
        anchor_name=[name(1), name(2)],
        anchor_site=[{"anchor_no": 1, "institution_id": "i", "kind": "main"}],
        anchor_pattern=[
            {"anchor_no": 1, "institution_id": "i", "pattern": p} for p in ("?小明", "王?明", "王小?")
        ],
        name_frequency=[{"form": "key", "value": "王小明", "person_count": 2}],
    )  # fmt: skip
    assert [(r["record_no"], r["anchor_no"], r["is_same_number"], r["name_level"]) for r in rows] == [
        # Found at the institution, and so not looked for in the other province, rare as the name is.
        (1, 1, False, "exact"),
        (2, 1, False, "homophone"), (3, 1, False, "damaged"), (4, 1, False, "one_character"),
        (6, 1, True, "certificate"),
    ]  # fmt: skip


def test_in_the_city_other_writings_are_looked_for_of_a_name_that_nobody_there_has(run_step: RunStep) -> None:
    there = {"city": "3301", "shown_no": 9}
    rows = run_step(
        "candidate",
        lower_record=[
            lower(1, name_key="王晓明", **there), lower(2, name_key="王?明", name_sound="wang ? ming", **there),
            lower(3, name_key="王大明", name_sound="wang da ming", **there),
            # Of another city; and a name that somebody there has.
            lower(4, name_key="王晓明", shown_no=9, city="3302"), lower(5, name_key="王笑明", **there),
        ],
        meaning=[{"shown_no": 1, "institution_id": "i"}],
        anchor=[anchor(1, city="3301"), anchor(2, city="3301")],
        anchor_name=[name(1), name(2, "王笑明")],
        anchor_site=[{"anchor_no": 1, "institution_id": "i", "kind": "main"}],
        anchor_pattern=[{"anchor_no": 1, "institution_id": "i", "pattern": p} for p in ("?小明", "王?明", "王小?")],
        name_frequency=[{"form": "key", "value": "王笑明", "person_count": 1}],
    )  # fmt: skip
    assert [(r["record_no"], r["anchor_no"], r["name_level"]) for r in rows] == [
        (1, 1, "homophone"), (1, 2, "homophone"), (2, 1, "damaged"), (3, 1, "one_character"), (5, 2, "exact"),
    ]  # fmt: skip


def test_who_is_found_at_the_institution_is_looked_for_in_the_city_alone(run_step: RunStep) -> None:
    rows = run_step(
        "candidate",
        lower_record=[
            lower(1, city="3301"), lower(2, city="3301", shown_no=9),
            # In the city, of a name that is one character off, and of one that somebody has elsewhere.
            lower(3, name_key="王大明", name_sound="wang da ming", city="3301", shown_no=9),
            lower(4, name_key="王天明", name_sound="wang tian ming", city="3301", shown_no=9),
            # Judged to be somebody else than the one at the institution.
            lower(5, city="3301"),
        ],
        meaning=[{"shown_no": n, "institution_id": "i"} for n in (1, 5)],
        anchor=[anchor(n, city=city) for n, city in enumerate(("3301", "3301", "3302"), start=1)],
        anchor_name=[name(1), name(2), name(3)],
        anchor_site=[{"anchor_no": 1, "institution_id": "i", "kind": "main"}],
        anchor_pattern=[{"anchor_no": 1, "institution_id": "i", "pattern": p} for p in ("?小明", "王?明", "王小?")],
        judged_listing=[{"record_no": 5, "person_no": 1, "verdict": "different"}],
        name_frequency=[{"form": "key", "value": v, "person_count": n} for v, n in (("王小明", 3), ("王天明", 1))],
    )  # fmt: skip
    assert [(r["record_no"], r["anchor_no"], r["name_level"], r["pattern"]) for r in rows] == [
        (1, 1, "exact", None), (1, 2, "exact", None),
        (2, 1, "exact", None), (2, 2, "exact", None), (2, 3, "exact", None),
        (3, 1, "one_character", "王?明"),
        (5, 2, "exact", None), (5, 3, "exact", None),
    ]  # fmt: skip


def test_whom_a_frequent_name_may_mean_is_looked_for_where_certificates_were_issued(run_step: RunStep) -> None:
    moved = {"province": "51", "city": "5101", "issuing_province": "33"}
    rows = run_step(
        "candidate",
        lower_record=[lower(1, city="3301", shown_no=9)],
        meaning=[{"shown_no": 1, "institution_id": "i"}],
        anchor=[
            anchor(1, **moved, issuing_city="3301"), anchor(2, **moved, issuing_city="3302"),
            anchor(3, certificate_no="N1"),
        ],
        anchor_name=[name(1), name(2)],
        anchor_site=[{"anchor_no": 3, "institution_id": "i", "kind": "main"}],
        anchor_pattern=[{"anchor_no": 3, "institution_id": "i", "pattern": "李?"}],
        name_frequency=[{"form": "key", "value": "王小明", "person_count": 9}],
    )  # fmt: skip
    assert [(r["record_no"], r["anchor_no"]) for r in rows] == [(1, 1)]


@pytest.mark.parametrize(
    ("shown", "official", "expected"),
    [
        ("安医大医院", "安徽医科大学附属医院", True),
        ("大学附属1医院", "贵州医科大学附属第1医院", True),
        ("茂名高州市中医院", "高州市中医院", True),
        ("甲市第2人民医院", "甲市第6人民医院", False),
        ("甲县人民医院", "乙县人民医院", False),
        ("医院", "甲县人民医院", False),
    ],
)
def test_likeness_is_of_characters_in_order_and_never_of_other_numbers(
    shown: str, official: str, expected: bool
) -> None:
    assert reads_like(shown, official) is expected
