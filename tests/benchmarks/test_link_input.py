"""What both systems are given, and what Splink is given of it: a few rows in, the whole result out."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import duckdb
import pytest

from tests.reconcile.conftest import Rows, as_table
from warehouse.db import read_sql

Run = Callable[..., list[dict[str, Any]]]
DIGEST = {"content_digest": "d"}
NUMBER = "110330100990001"


@pytest.fixture
def run() -> Iterator[Run]:
    with duckdb.connect() as con:

        def run(name: str, **tables: Rows) -> list[dict[str, Any]]:
            for table, rows in tables.items():
                con.register(table, as_table(rows))
            cursor = con.execute(f"SELECT * FROM ({read_sql('benchmarks.link', name)}) ORDER BY ALL")
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

        yield run


def entry(listing_no: int, is_official: bool = True, **more: Any) -> dict[str, Any]:
    """A cleaned entry of 王小明 at one hospital."""
    about = {"name_key": "王小明", "name_sound": "wang xiao ming", "institution_key": "甲医院", "province": "33"}
    nothing = dict.fromkeys(
        ("certificate_no", "certificate_mask", "city", "department_class", "title", "level", "category", "gender")
    )
    texts = {"filed_keys": ["乙医院"], "department_scopes": ["内科专业"], "scope": ["内科专业"]}
    return {
        "listing_no": listing_no, "is_official": is_official, **nothing, **texts, "registered_on": date(2020, 1, 1),
    } | about | more  # fmt: skip


def test_listed_are_the_entries_that_stand_and_whom_they_mean(run: Run) -> None:
    key = {"source_id": "cn_platform", **DIGEST}
    spells = [{**key, "source_record_id": name, "closed_run_id": closed} for name, closed in (("a", None), ("b", "r2"))]
    found = run(
        "listed",
        spell=[*spells, {"source_id": "cn_bulletin", "source_record_id": "x", **DIGEST, "closed_run_id": None}],
        declared=[{"source_id": "cn_platform", "tier": "commercial"}],
        record=[{**key, "source_record_id": name, "run_id": "r1", "row_no": n} for n, name in enumerate("ab", start=1)],
        run=[{"run_id": "r1", "started_at": datetime(2026, 3, 1, 2)}],
        true_listing=[
            {"source_id": "cn_platform", "date": date(2026, 3, on), "row_no": 1, "person_id": person}
            for on, person in ((1, "P1"), (2, "P2"))
        ],
    )

    assert found == [
        {
            "listing_no": 1, "source_id": "cn_platform", "source_record_id": "a", "content_digest": "d",
            "tier": "commercial", "is_official": False, "person_id": "P1",
        }
    ]  # fmt: skip


def test_cleaned_entries_have_a_place_scopes_and_keys_of_filed_sites(run: Run) -> None:
    key = {"source_id": "cn_platform", "source_record_id": "a", **DIGEST}
    about = {
        "name_state": "masked", "name_key": "王*", "name_sound": "wang *", "institution": "杭州甲医院",
        "institution_key": "杭州甲医院", "province": None, "division": None, "department_code": "03.08",
        "filed_sites": [{"institution": "乙医院"}], "certificate_no": None, "certificate_mask": None,
        "title": "chief", "level": None, "category": None, "scope": None, "gender": "male", "registered_on": None,
    }  # fmt: skip
    found = run(
        "cleaned",
        listed=[{"listing_no": 1, **key, "is_official": False}],
        record=[key | about],
        place=[{"institution": "杭州甲医院", "province": "33", "division": "330100"}],
        filed_key=[{"institution": "乙医院", "institution_key": "乙"}],
        department_scope=[
            {"code": "03", "class": "S", "scopes": "内科专业"},
            {"code": "03.08", "class": "A", "scopes": "内科专业|儿科专业"},
        ],
    )

    # A masked name is no name; of two codes the longer one counts.
    assert found == [
        {
            "listing_no": 1, "is_official": False, "name_key": None, "name_sound": None, "certificate_no": None,
            "certificate_mask": None, "institution_key": "杭州甲医院", "filed_keys": ["乙"], "province": "33",
            "city": "3301", "department_class": "A", "department_scopes": ["内科专业", "儿科专业"], "title": "chief",
            "level": None, "category": None, "scope": None, "gender": "male", "registered_on": None,
        }
    ]  # fmt: skip


def test_official_entries_are_of_one_person_by_number_else_by_what_fits(run: Run) -> None:
    entries = [
        entry(1, certificate_no=NUMBER),
        entry(2, certificate_no=NUMBER, name_key="王?明", name_sound="wang ? ming"),
        entry(3, certificate_no=NUMBER, name_key="李强", name_sound="li qiang"),
        entry(4, certificate_mask="110********0001"),
        entry(5, certificate_mask="110********0009"),
        entry(6, institution_key="乙医院"),
        entry(7, registered_on=date(2021, 1, 1)),
        entry(8, is_official=False, certificate_no=NUMBER),
    ]
    found = run("official_entry", cleaned=entries)

    assert sorted((row["listing_no"], row["person_key"]) for row in found) == [
        (1, NUMBER), (2, NUMBER), (3, f"{NUMBER}|李强"),
        # The digits shown fit, and do not; the very day at a filed site, and another day.
        (4, NUMBER), (5, "entry 5"), (6, NUMBER), (7, "entry 7"),
    ]  # fmt: skip


def test_comparable_has_a_row_per_lower_entry_and_per_official_name_and_site(run: Run) -> None:
    official = [entry(n, certificate_no=NUMBER, person_key=NUMBER, scope=[scope]) for n, scope in enumerate("ab")]
    found = run(
        "comparable", cleaned=[entry(7, is_official=False), entry(8, False, name_key=None)], official_entry=official
    )

    columns = ("listing_no", "person_key", "institution_key", "name_begin", "name_end", "rare_name", "short_pattern")
    shown = sorted((tuple(row[name] for name in columns) for row in found), key=str)
    assert shown == [
        (7, None, "甲医院", "王小", "明", "王小明", "%甲%医%院%"),
        (None, NUMBER, "乙医院", "王小", "明", "王小明", "%乙%医%院%"),
        (None, NUMBER, "甲医院", "王小", "明", "王小明", "%甲%医%院%"),
    ]
    assert [sorted(row["scope"]) for row in found if row["person_key"]] == [["a", "b"], ["a", "b"]]
    assert len({row["unique_id"] for row in found}) == 3


def test_the_best_person_is_the_heaviest_and_of_equals_none(run: Run) -> None:
    sides = [(1, None, "a"), (2, None, "b"), (3, "p", None), (4, "p", None), (5, "q", None)]
    weights = [(1, 3, 1.0), (1, 4, 9.0), (1, 5, 8.0), (2, 3, 5.0), (2, 5, 5.0)]
    found = run(
        "best_person",
        comparable=[
            {"unique_id": n, "listing_no": ord(listing) if listing else None, "person_key": person}
            for n, person, listing in sides
        ],
        pair=[{"unique_id_l": left, "unique_id_r": right, "match_weight": w} for left, right, w in weights],
        official_entry=[{"listing_no": 1, "person_key": "p"}],
    )

    assert found == [
        {"listing_no": 1, "cluster": "p", "match_weight": float("inf")},
        {"listing_no": ord("a"), "cluster": "p", "match_weight": 9.0},
    ]


def test_plain_rules_link_by_the_first_that_finds_anybody_if_it_finds_one(run: Run) -> None:
    def person(no: int, key: str, **more: Any) -> dict[str, Any]:
        return entry(no, person_key=key, **more)

    official = [
        person(1, "a", certificate_no=NUMBER, city="3301"), person(2, "b", institution_key="丙医院", city="3301"),
        person(3, "c", name_key="李四海", name_sound="li si hai", institution_key="丁医院", city="3302"),
    ]  # fmt: skip
    shown = {
        "number": {"certificate_no": NUMBER, "institution_key": None},
        "institution": {},
        "filed": {"institution_key": "乙医院"},
        "sound": {"name_key": "王晓明"},
        "other province": {"province": "51"},
        "city": {"name_key": "李四海", "name_sound": "li si hai", "institution_key": "戊医院", "city": "3302"},
        "two in the city": {"institution_key": "戊医院", "city": "3301"},
        "masked": {"name_key": None},
    }
    lower = [entry(no, is_official=False, **more) for no, more in enumerate(shown.values(), start=10)]
    rows = run("plain_link", cleaned=[*official, *lower], official_entry=official)
    names = dict(zip(range(10, 20), shown, strict=False))
    assert {names[no]: found for no, found in sorted((r["listing_no"], r["cluster"]) for r in rows) if no in names} == {
        # At 乙医院 are a and b, who both filed it.
        "number": "a", "institution": "a", "sound": "a", "city": "c",
    }  # fmt: skip
    assert {r["listing_no"]: r["cluster"] for r in rows if r["listing_no"] < 10} == {1: "a", 2: "b", 3: "c"}
