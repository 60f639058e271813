"""What is expected of an entry, by what is so and by what officials had told: a few rows in, the whole result out."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from simulator.expected import define_expected, write_expected

D1, D2, D3, LONG_AGO = date(2024, 1, 3), date(2024, 2, 3), date(2024, 3, 3), date(2010, 1, 1)
# Table -> its columns; those not named here are texts.
TABLES = {
    "person": "person_id name instrument",
    "institution": "institution_id name former_name renamed_on province closed_on",
    "registration": "person_id institution_id status fits_department valid_from valid_to",
    "site": "person_id province institution_id kind valid_from valid_to",
    "told": "date source_id person_id institution_id status name_error is_act",
    "reading": "source_id date",
    "licence_told": "institution_id date",
    "shown": "date source_id record person_id institution_id name_error alias_kind planted seen_on",
    "watched": "source_id since",
}
KINDS = {
    **dict.fromkeys(("date", "renamed_on", "closed_on", "valid_from", "valid_to", "seen_on", "since"), "DATE"),
    **dict.fromkeys(("fits_department", "is_act"), "BOOL"),
}
REGISTER = "cn_zj_register"


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        for name, columns in TABLES.items():
            typed = (f"{column} {KINDS.get(column, 'VARCHAR')}" for column in columns.split())
            con.execute(f"CREATE TABLE {name} ({', '.join(typed)})")
        for id, name in (("old", "旧院"), ("new", "新院"), ("near", "近院"), ("filed", "备院"), ("far", "远院")):
            province = "51" if id == "far" else "33"
            put(con, "institution", id, name, None, None, province, None)
        put(con, "institution", "shut", "诊所", None, None, "33", date(2024, 1, 20))
        con.execute("INSERT INTO watched VALUES ('p', '2024-01-03')")
        # Somebody at every house, so that all are known.
        for n, name in enumerate(("old", "new", "near", "far", "filed", "shut")):
            put(con, "told", D1, "cn_nhc_delivery", f"other {n}", name, "active", None, False)
        for day in (D1, D2, D3):
            put(con, "reading", REGISTER, day)
        yield con


def put(con: duckdb.DuckDBPyConnection, table: str, *values: Any) -> None:
    con.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(values))})", values)


def live(con: duckdb.DuckDBPyConnection, *stays: tuple[str, date, date | None], status: str = "active") -> None:
    """A person who worked at these places in turn; the register tells of each where it was on each date."""
    put(con, "person", "P", "王小明", "physician")
    for n, (place, begin, end) in enumerate(stays):
        put(con, "registration", "P", place, status if n == len(stays) - 1 else "active", True, begin, end)
    for day in (D1, D2, D3):
        (place,) = [p for p, begin, end in stays if begin <= day and (end is None or end >= day)]
        told_as = status if stays[-1][1] <= day else "active"
        put(con, "told", day, REGISTER, "P", place, told_as, None, False)


def show(con: duckdb.DuckDBPyConnection, *places: str, alias: str | None = None, planted: str | None = None) -> None:
    """What the entry shows on each date."""
    for day, place in zip((D1, D2, D3), places, strict=True):
        put(con, "shown", day, "p", "e", "P", place, None, alias, planted, day)


def expected(con: duckdb.DuckDBPyConnection, field: str) -> list[tuple[list[str], bool]]:
    define_expected(con)
    return con.execute("SELECT kinds, is_due FROM expected WHERE field = ? ORDER BY date", [field]).fetchall()


MOVE = (("old", LONG_AGO, date(2024, 1, 20)), ("new", date(2024, 1, 21), None))


@pytest.mark.parametrize(
    ("places", "kinds"),
    [
        (("old", "old", "new"), ["none", "stale", "none"]),
        (("new", "new", "far"), ["differs_history_unknown", "none", "wrong"]),
        (("new", "new", "near"), ["differs_history_unknown", "none", "unfiled_site"]),
        (("far", "far", "far"), ["differs_history_unknown"] * 3),
    ],
)
def test_an_institution_is_what_officials_had_told_by_then(
    con: duckdb.DuckDBPyConnection, places: tuple[str, ...], kinds: list[str]
) -> None:
    live(con, *MOVE)
    show(con, *places)
    assert expected(con, "institution") == [([kind], kind != "none") for kind in kinds]


def test_under_an_alias_it_may_be_found_and_need_not(con: duckdb.DuckDBPyConnection) -> None:
    live(con, *MOVE)
    show(con, "old", "old", "old", alias="short")
    assert expected(con, "institution") == [(["none"], False), (["stale"], False), (["stale"], False)]


def test_a_filed_site_is_legal_to_its_last_day(con: duckdb.DuckDBPyConnection) -> None:
    live(con, ("old", LONG_AGO, None))
    put(con, "site", "P", "33", "filed", "filed", date(2023, 1, 1), date(2024, 1, 31))
    show(con, "filed", "filed", "filed")
    assert expected(con, "institution") == [(["none"], False), (["expired_filing"], True), (["expired_filing"], True)]


def test_an_end_counts_once_it_was_told(con: duckdb.DuckDBPyConnection) -> None:
    live(con, ("old", LONG_AGO, date(2024, 1, 15)), ("old", date(2024, 1, 16), None), status="cancelled")
    show(con, "old", "old", "old")
    ended = (["listed_after_cancellation"], True)
    assert expected(con, "status") == [(["none"], False), ended, ended]
    # The last workplace is none of a stranger's.
    assert expected(con, "institution") == [(["none"], False)] * 3


def test_a_licence_is_closed_once_the_register_was_asked_after_its_last_day(con: duckdb.DuckDBPyConnection) -> None:
    live(con, ("shut", LONG_AGO, None))
    show(con, "shut", "shut", "shut")
    put(con, "licence_told", "shut", date(2024, 1, 10))
    put(con, "licence_told", "shut", D3)
    assert expected(con, "licence") == [(["none"], False), (["none"], False), (["institution_closed"], True)]


@pytest.mark.parametrize(
    ("field", "kind"), [("title", "title_anomaly"), ("level", "level_mismatch"), ("category", "category_mismatch")]
)
def test_what_was_planted_is_expected_where_it_was(con: duckdb.DuckDBPyConnection, field: str, kind: str) -> None:
    live(con, ("old", LONG_AGO, None))
    show(con, "old", "old", "old", planted=field)
    assert expected(con, field) == [([kind], True)] * 3
    assert con.execute("SELECT DISTINCT field FROM expected WHERE is_due").fetchall() == [(field,)]


def test_a_world_says_from_when_to_when(tmp_path: Path, con: duckdb.DuckDBPyConnection) -> None:
    """The file of the truth: one row per conflict, with its dates and how it ended."""
    live(con, *MOVE)
    columns = "date, source_id, person_id, institution_id, name_error, NULL AS alias_kind, status, NULL AS planted"
    con.execute(f"""
        CREATE TABLE listing AS
        SELECT {columns}, 'r' AS source_key, 1 AS row_no FROM told
        UNION ALL
        SELECT v.date, 'cn_haodf_doctor', 'P', v.place, NULL, NULL, NULL, NULL, 'e', 1
        FROM (VALUES (DATE '{D1}', 'old'), (DATE '{D2}', 'old'), (DATE '{D3}', 'new')) AS v (date, place)
    """)
    for name in ("person", "institution", "registration", "site", "listing"):
        con.execute(f"COPY {name} TO '{tmp_path}/{name}.parquet' (FORMAT parquet)")
    write_expected(tmp_path)
    assert con.execute(f"FROM '{tmp_path}/expected_conflict.parquet'").fetchall() == [
        ("cn_haodf_doctor", "e", "P", "institution", ["stale"], None, D2, D2, "mended")
    ]
