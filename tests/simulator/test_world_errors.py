"""What lists get wrong: each error as often as it must be, and not at all when it is switched off."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest

from simulator.settings import Settings
from simulator.world import simulate

DATES = (date(2026, 3, 1),)
PLATFORMS = ("cn_haodf_doctor", "cn_guahao_doctor")
SMALL_PLATFORMS = ("cn_chunyu_doctor", "cn_yyk99_doctor")


def tables(world: Path) -> duckdb.DuckDBPyConnection:
    """The world's truth, and its published tables of the first day, as tables of DuckDB."""
    con = duckdb.connect(config={"threads": 2})
    for path in (*(world / "truth").glob("*.parquet"), *(world / "published" / "2026-03-01").glob("*.parquet")):
        con.execute(f"CREATE VIEW {path.stem} AS SELECT * FROM '{path}'")
    return con


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    folder = tmp_path_factory.mktemp("world")
    simulate(30_000, 11, DATES, folder)
    with tables(folder) as con:
        yield con


@pytest.fixture(scope="module")
def clean_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    folder = tmp_path_factory.mktemp("clean")
    simulate(10_000, 11, DATES, folder, settings=Settings.clean())
    with tables(folder) as con:
        yield con


def share(con: duckdb.DuckDBPyConnection, condition: str, among: str) -> float:
    (found,) = con.execute(f"SELECT avg(({condition})::INT) FROM listing WHERE {among}").fetchone() or (None,)
    return float(found or 0.0)


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize(
    ("condition", "least", "most"),
    [
        ("is_stale", 0.14, 0.20),
        ("is_alias OR is_short", 0.45, 0.50),
        ("is_damaged", 0.02, 0.03),
        ("is_masked", 0.005, 0.012),
        ("is_unofficial", 0.01, 0.016),
        ("is_cancelled", 0.01, 0.03),
        ("is_duplicate", 0.02, 0.04),
    ],
)
def test_platforms_err_as_often_as_they_must(
    world: duckdb.DuckDBPyConnection, platform: str, condition: str, least: float, most: float
) -> None:
    found = share(world, condition, f"source_id = '{platform}' AND date = DATE '2026-03-01'")
    assert least <= found <= most


@pytest.mark.parametrize("platform", SMALL_PLATFORMS)
@pytest.mark.parametrize(("condition", "least"), [("is_stale", 0.14), ("is_alias OR is_short", 0.45)])
def test_small_platforms_err_no_less(
    world: duckdb.DuckDBPyConnection, platform: str, condition: str, least: float
) -> None:
    assert share(world, condition, f"source_id = '{platform}' AND date = DATE '2026-03-01'") >= least


def test_a_third_of_the_short_names_need_the_city(world: duckdb.DuckDBPyConnection) -> None:
    assert 0.30 < share(world, "needs_city", f"is_short AND source_id IN {PLATFORMS}") < 0.42


def test_numbers_are_shown_by_officials_and_hardly_by_others(world: duckdb.DuckDBPyConnection) -> None:
    shown = dict(world.execute("SELECT source_id, avg(has_number::INT) FROM listing GROUP BY ALL").fetchall())
    full = {
        "cn_nhc_delivery", "cn_nhc_query", "cn_zj_register", "cn_zj_cancellation", "cn_js_register", "cn_sd_register",
        "cn_gd_permit", "cn_fj_open_data", "cn_ah_cancellation",
    }  # fmt: skip
    absent = {
        "cn_gd_register", "cn_sc_register", "cn_cmda_committee", "cn_haodf_doctor", "cn_chunyu_doctor",
        "cn_nhc_unit", "cn_yyk99_doctor", "cn_wchscu_staff", "cn_natcm_teacher", "cn_zj_credit",
    }  # fmt: skip
    assert {source for source, rate in shown.items() if rate == 1} == full
    assert {source for source, rate in shown.items() if rate == 0} == absent
    assert 0.01 < shown["cn_guahao_doctor"] < 0.04
    assert 0.01 < shown["cn_xywy_search"] < 0.05


def test_masked_numbers_show_their_ends(world: duckdb.DuckDBPyConnection) -> None:
    wrong = world.execute("""
        SELECT 证书编码, certificate_no
        FROM (SELECT *, row_number() OVER () AS row_no FROM cn_gd_register)
        JOIN listing USING (row_no)
        JOIN person USING (person_id)
        WHERE source_id = 'cn_gd_register' AND date = DATE '2026-03-01'
            AND 证书编码 != certificate_no[:3] || '********' || certificate_no[-4:]
    """).fetchall()
    assert wrong == []


def test_the_delivery_covers_at_most_70_percent_and_some_provinces_better(world: duckdb.DuckDBPyConnection) -> None:
    covered = world.execute("""
        SELECT count(DISTINCT person_id) / (SELECT count(*) FROM person)
        FROM listing WHERE source_id = 'cn_nhc_delivery' AND date = DATE '2026-03-01'
    """).fetchone()
    assert covered is not None
    assert 0.5 < covered[0] <= 0.7
    by_province = world.execute("""
        SELECT 执业地点[:2], count(*) FILTER (执业证书编码 IN (SELECT 执业证书编码 FROM cn_nhc_delivery)) / count(*)
        FROM cn_nhc_query GROUP BY ALL HAVING count(*) > 500
    """).fetchall()
    assert max(rate for _, rate in by_province) - min(rate for _, rate in by_province) > 0.2


def test_the_query_answers_for_everybody_registered(world: duckdb.DuckDBPyConnection) -> None:
    missing = world.execute("""
        SELECT count(*) FROM registration
        WHERE instrument IN ('physician', 'assistant', 'rural_gp')
            AND valid_from <= DATE '2026-01-01' AND coalesce(valid_to, DATE '9999-01-01') >= DATE '2026-03-01'
            AND certificate_no NOT IN (SELECT 执业证书编码 FROM cn_nhc_query)
    """).fetchone()
    # A few changes are never shown.
    assert missing is not None
    assert missing[0] < 40


def test_platforms_list_a_fifth_of_the_physicians_sooner_the_senior_ones(world: duckdb.DuckDBPyConnection) -> None:
    for platform in PLATFORMS:
        (listed, seniors) = world.execute(f"""
            SELECT count(DISTINCT person_id) / (SELECT count(*) FROM person),
                avg((chief_on <= date)::INT) / (SELECT avg((chief_on <= DATE '2026-03-01')::INT) FROM person)
            FROM listing JOIN person USING (person_id)
            WHERE source_id = '{platform}' AND date = DATE '2026-03-01'
        """).fetchone() or (0, 0)
        assert 0.15 < listed < 0.22
        assert seniors > 1.0


def test_a_clean_world_has_no_error_but_what_gbk_cannot_write(clean_world: duckdb.DuckDBPyConnection) -> None:
    found = clean_world.execute("""
        SELECT DISTINCT source_id, name_error, alias_kind FROM listing
        WHERE is_alias OR is_short OR needs_city OR is_damaged OR is_masked OR is_duplicate OR is_unofficial
            OR is_untabled OR name_error IS NOT NULL OR alias_kind IS NOT NULL
    """).fetchall()
    # A notice of some years ago keeps the name that the hospital had then.
    assert set(found) <= {
        ("cn_cmda_committee", "unreadable", None),
        ("cn_ah_cancellation", "unreadable", None),
        ("cn_natcm_teacher", None, "former"),
    }


def test_a_clean_world_is_behind_only_by_the_age_that_lists_state(clean_world: duckdb.DuckDBPyConnection) -> None:
    behind = clean_world.execute("SELECT DISTINCT source_id FROM listing WHERE is_stale OR is_cancelled").fetchall()
    aged = {
        "cn_nhc_delivery", "cn_zj_register", "cn_gd_register", "cn_sc_register", "cn_js_register", "cn_fj_open_data",
        "cn_natcm_teacher",
        "cn_zj_credit",
    }  # fmt: skip
    assert {source for (source,) in behind} <= aged


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("cn_nhc_query", "姓名"),
        ("cn_zj_register", "医师姓名"),
        ("cn_haodf_doctor", "姓名"),
        ("cn_guahao_doctor", "姓名"),
        ("cn_xywy_search", "name"),
    ],
)
def test_a_name_is_the_true_one_unless_the_truth_says_what_is_wrong(
    world: duckdb.DuckDBPyConnection, source: str, name: str
) -> None:
    differing, spoiled, rows = world.execute(f"""
        SELECT count(*) FILTER (shown."{name}" != p.name AND name_error IS NULL),
            count(*) FILTER (shown."{name}" = p.name AND name_error IS NOT NULL),
            count(*)
        FROM (SELECT *, row_number() OVER () AS row_no FROM {source}) AS shown
        JOIN listing USING (row_no)
        JOIN person AS p USING (person_id)
        WHERE source_id = '{source}' AND date = DATE '2026-03-01'
    """).fetchone() or (1, 1, 0)
    assert (differing, spoiled) == (0, 0)
    assert rows > 500


def test_an_institution_is_shown_by_its_name_unless_the_truth_says_otherwise(
    world: duckdb.DuckDBPyConnection,
) -> None:
    differing = world.execute("""
        SELECT 医院, i.name
        FROM (SELECT *, row_number() OVER () AS row_no FROM cn_haodf_doctor) AS shown
        JOIN listing USING (row_no)
        JOIN institution AS i USING (institution_id)
        WHERE source_id = 'cn_haodf_doctor' AND date = DATE '2026-03-01' AND alias_kind IS NULL AND 医院 != i.name
            AND coalesce(renamed_on, DATE '1970-01-01') < DATE '2026-03-01'
    """).fetchall()
    assert differing == []


def test_old_hospitals_are_shown_as_they_were(tmp_path: Path) -> None:
    simulate(3_000, 11, DATES, tmp_path, settings=replace(Settings.clean(), old_hospitals=1.0, old_years=4.0))
    with tables(tmp_path) as con:
        shown = con.execute("""
            SELECT
                avg(is_stale::INT) > 0.1 AND avg(is_cancelled::INT) > 0.02,
                -- Each hospital was left alone two to six years ago, so that whoever came later is on no list.
                max(registered_on) < DATE '2024-03-02'
            FROM listing JOIN person USING (person_id)
            WHERE source_id = 'cn_haodf_doctor'
        """).fetchall()
    assert shown == [(True, True)]
