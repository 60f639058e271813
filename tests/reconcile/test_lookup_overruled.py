"""Registrations that an act ended and an official record shows as standing since (lookup/index/overruled.sql)."""

from datetime import date, datetime
from importlib.resources import files
from typing import Any

import duckdb
import pytest

_ACT = (
    "registration_id VARCHAR, source_id VARCHAR, source_record_id VARCHAR, is_act BOOLEAN, status VARCHAR, "
    "effective_on DATE, is_holding BOOLEAN"
)
_RECORD = (
    "registration_id VARCHAR, source_id VARCHAR, source_record_id VARCHAR, status VARCHAR, asserted_on DATE, "
    "last_seen_at TIMESTAMP"
)
BEFORE, DAY, AFTER = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)
SEEN = datetime(2026, 3, 5, 4)


def announced(status: str = "cancelled", *, is_holding: bool = True) -> tuple[Any, ...]:
    return ("r", "cn_bulletin", "a", True, status, DAY, is_holding)


def entry(status: str, asserted_on: date | None, record: str = "k") -> tuple[Any, ...]:
    return ("r", "cn_national", record, status, asserted_on, SEEN)


ONCE_CANCELLED = ("r", "cn_national", "k", False, "cancelled", None, True)

CASES: dict[str, tuple[str, list[Any], list[Any], list[Any]]] = {
    "shown after the act": ("cancelled", [announced()], [entry("active", AFTER)], [(1, "active", "2026-03-01")]),
    "on its very day": ("cancelled", [announced()], [entry("active", DAY)], [(1, "active", "2026-02-01")]),
    "pending": ("revoked", [announced("revoked")], [entry("pending", AFTER)], [(1, "pending", "2026-03-01")]),
    "the latest of two": (
        "cancelled", [announced()], [entry("active", DAY), entry("active", AFTER, "l")],
        [(1, "active", "2026-03-01")],
    ),
    "an undated entry that once showed the end": (
        "cancelled", [ONCE_CANCELLED], [entry("active", None)], [(1, "active", "2026-03-05")],
    ),
    "another undated entry": ("cancelled", [ONCE_CANCELLED], [entry("active", None, "l")], []),
    "a list of before the act is only old": ("cancelled", [announced()], [entry("active", BEFORE)], []),
    "the list agrees": ("cancelled", [announced()], [entry("cancelled", AFTER)], []),
    "a later grant": ("active", [announced(is_holding=False)], [entry("active", AFTER)], []),
    "a suspension ends by itself": ("suspended", [announced("suspended")], [entry("active", AFTER)], []),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_overruled(con: duckdb.DuckDBPyConnection, case: str) -> None:
    status, acts, records, expected = CASES[case]
    con.execute("CREATE TABLE anchor AS SELECT 1 AS anchor_no, 'r' AS registration_id")
    con.execute("CREATE TABLE registration AS SELECT 'r' AS registration_id, ? AS status", [status])
    con.execute(f"CREATE TABLE adverse_act ({_ACT})")
    con.executemany("INSERT INTO adverse_act VALUES (?, ?, ?, ?, ?, ?, ?)", acts)
    con.execute(f"CREATE TABLE official_record ({_RECORD})")
    con.executemany("INSERT INTO official_record VALUES (?, ?, ?, ?, ?, ?)", records)
    select = (files("reconcile") / "lookup" / "index" / "overruled.sql").read_text(encoding="utf-8")
    assert con.execute(select).fetchall() == expected
