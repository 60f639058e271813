"""Each SELECT of an explanation alone: a few rows in, the whole result out."""

from typing import Any

import duckdb
import pytest

from tests.reconcile.conftest import RunStep
from tests.reconcile.step_rows import anchor, lower, name

LEVELS = ("region", "department", "title", "level", "category", "gender", "certificate")
THE_LISTING = {"source_id": "p", "source_record_id": "d1"}


def pair(**more: Any) -> dict[str, Any]:
    levels = dict.fromkeys(f"{feature}_level" for feature in LEVELS)
    about = {"record_no": 1, "anchor_no": 1, "person_no": 1, "name_level": "exact", "institution_level": "main"}
    weights = {"name_weight": 7.95, "place_weight": 2.7, "other_weight": 0.9, "score": 1.55, "is_placed": True}
    return levels | about | weights | more


def test_terms_add_up_to_the_score_that_was_kept(run_step: RunStep) -> None:
    rows = run_step(
        "explain.term",
        {"record_no": 1, "registration_id": "r1"},
        scored_pair=[pair(gender_level="same"), pair(record_no=2)],
        anchor=[anchor(1)],
    )
    terms = {row["feature"]: (row["level"], row["weight"], row["one_in"]) for row in rows}
    assert terms == {
        "name": ("exact", -0.05, None), "name_frequency": (None, 8.0, 256), "institution": ("main", -0.3, None),
        "place_frequency": (None, 3.0, 8), "gender": ("same", 0.9, None), "population": (None, -10.0, 1024),
    }  # fmt: skip
    assert round(sum(row["weight"] for row in rows), 2) == 1.55
    assert rows[0]["reason"].startswith("log2 of 0.97")


def test_whom_a_listing_was_compared_with(run_step: RunStep) -> None:
    rows = run_step(
        "explain.compared_person",
        {"record_no": 1},
        ranked_person=[
            {"record_no": n, "person_no": 1, "anchor_no": 1, "place": 1, "probability": 0.6, "is_same_number": False}
            for n in (1, 2)
        ],
        scored_pair=[pair(), pair(record_no=2)],
        anchor=[anchor(1)],
        registration=[{"registration_id": "r1", "main_institution": "甲医院", "province": "33", "status": "active"}],
        practitioner=[{"practitioner_id": "p1", "name": "王小明"}],
    )
    assert rows == [
        {
            "place": 1, "probability": 0.6, "score": 1.55, "is_placed": True, "is_same_number": False,
            "practitioner_id": "p1", "registration_id": "r1", "name": "王小明", "institution": "甲医院",
            "province": "33", "status": "active", "name_level": "exact", "place_level": "main",
        }
    ]  # fmt: skip


def test_a_listing_and_what_became_of_it(run_step: RunStep) -> None:
    shown = {"tier": "commercial", "name": "王小明", "name_key": "王小明", "institution": "甲医院", "province": "33"}
    (row,) = run_step(
        "explain.asked_listing",
        THE_LISTING,
        statement=[THE_LISTING | shown | {"department": None, "title": None, "is_listed": True}],
        lower_record=[lower(1)],
        link=[
            THE_LISTING
            | {"outcome": "ambiguous", "rule": "name_exact_main", "probability": 0.4, "candidate_count": 2}
            | {"registration_id": None, "practitioner_id": None}
        ],
        meaning=[{"shown_no": 1, "institution_id": i} for i in ("h", "i")],
        name_frequency=[{"form": "key", "value": "王小明", "person_count": 9}],
    )
    assert (row["record_no"], row["outcome"], row["meaning_count"], row["bearer_count"]) == (1, "ambiguous", 2, 9)


@pytest.mark.parametrize(
    ("listing", "met"),
    [
        ({}, ("exact", False, True, True, False)),
        ({"name_key": "王晓明"}, ("agree", False, True, True, False)),
        ({"name_key": "王大明", "name_sound": "wang da ming"}, ("one_character", False, True, True, False)),
        (
            {"name_key": "李四海", "name_sound": "li si hai", "certificate_no": "N1", "shown_no": 9, "province": None},
            ("other", True, False, False, False),
        ),
    ],
)
def test_where_a_listing_and_a_person_meet(run_step: RunStep, listing: dict[str, Any], met: tuple[Any, ...]) -> None:
    (row,) = run_step(
        "explain.touch",
        {"record_no": 1, "registration_ids": ["r1"]},
        lower_record=[lower(1, **listing)],
        anchor=[anchor(1, certificate_no="N1"), anchor(2)],
        anchor_name=[name(1), name(2)],
        anchor_site=[{"anchor_no": n, "institution_id": f"i{n}", "kind": "main"} for n in (1, 2)],
        anchor_pattern=[{"anchor_no": 1, "institution_id": "i1", "pattern": p} for p in ("?小明", "王?明", "王小?")],
        meaning=[{"shown_no": 1, "institution_id": "i1"}],
        candidate=[{"record_no": 1, "anchor_no": 2, "name_level": "exact", "pattern": None}],
    )
    assert tuple(row.values()) == (*met, None)


@pytest.fixture
def officials(con: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Two records of one number (the second by judgement another's), and one without a number that fits none."""
    con.execute(
        """
        CREATE TABLE person_record AS
        SELECT 's' AS source_id, unnest(['k1', 'k2', 'k3']) AS source_record_id,
            unnest(['number', 'number', 'provisional']) AS rule, unnest(['N1', 'N1|s|k2', 's|k3']) AS person_key,
            unnest(['N1|33', 'N1|s|k2|33', 's|k3']) AS registration_key;
        CREATE TABLE registration_record AS
        SELECT source_id, source_record_id, rule, true AS is_main_person, 'r' || person_key AS registration_id,
            'p' || person_key AS practitioner_id
        FROM person_record;
        CREATE TABLE statement AS
        SELECT 's' AS source_id, *, '王小明' AS name, '王小明' AS name_key, 'wang xiao ming' AS name_sound,
            NULL::VARCHAR[] AS former_names, '甲医院' AS institution, NULL::DATE AS registered_on, true AS is_listed
        FROM (VALUES ('k1', 'N1', NULL, '33'), ('k2', 'N1', NULL, '33'), ('k3', NULL, 'N*', '51'))
            AS said(source_record_id, certificate_no, certificate_mask, province);
        CREATE TABLE official_site AS
        SELECT source_id, source_record_id, 'i1' AS institution_id, true AS is_current FROM person_record;
        CREATE TABLE former_name (former_names VARCHAR[], former_keys VARCHAR[]);
        CREATE TABLE fitting_record (source_id VARCHAR, source_record_id VARCHAR, registration_key VARCHAR);
        CREATE TABLE judged_person (person_key VARCHAR, senior_key VARCHAR, is_contradicted BOOLEAN);
        CREATE TABLE judged_pair AS
        SELECT 1 AS judgement_no, 's' AS left_source_id, 'k1' AS left_record_id, 's' AS right_source_id,
            'k2' AS right_record_id, 'different' AS verdict, 'applies' AS state, TIMESTAMP '2026-03-01' AS decided_at
        """
    )
    return con


@pytest.mark.usefixtures("officials")
def test_where_two_official_records_meet(run_step: RunStep) -> None:
    def meeting(a: str, b: str) -> dict[str, Any]:
        ids = {"a_source_id": "s", "a_record_id": a, "b_source_id": "s", "b_record_id": b}
        (row,) = run_step("explain.official_touch", ids)
        return row

    common = {"is_one_key": False, "is_name_compatible": True, "is_same_name": True, "is_same_institution": True}
    common |= {"is_same_day": None, "is_fitting": False}
    assert meeting("k1", "k2") == common | {
        "is_same_number": True, "is_same_province": True, "fits_mask": None, "verdict": "different"
    }  # fmt: skip
    assert meeting("k3", "k1") == common | {
        "is_same_number": None, "is_same_province": False, "fits_mask": True, "verdict": None
    }  # fmt: skip


@pytest.mark.usefixtures("officials")
def test_the_records_of_a_person_and_the_one_asked_about(run_step: RunStep) -> None:
    rows = run_step("explain.known_record", {"practitioner_id": "pN1", "source_id": "s", "source_record_id": "k3"})
    assert [(r["source_record_id"], r["rule"], r["fit_count"], r["is_tied"]) for r in rows] == [
        ("k1", "number", 0, False), ("k3", "provisional", 0, False),
    ]  # fmt: skip
