import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from normalize.names import name_sound, twin_surname
from reconcile.lookup.search import fits_damage, stated_place
from reconcile.macros import define_macros
from reconcile.policy import load_policy
from tests.support import Lab
from warehouse.db import connect, read_sql
from warehouse.schema import RECORD

Rows = Sequence[Mapping[str, Any]]
RunStep = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty warehouse in memory, with the policy loaded and the macros defined."""
    with connect() as con:
        con.execute("SET threads = 1")
        define_macros(con)
        load_policy(con)
        # Nothing is learnt and nobody judged anything, unless a test says so.
        con.execute("CREATE TABLE learnt_weight AS SELECT *, weight AS stated, 0 AS seen FROM weight")
        con.execute(
            "CREATE TABLE judged_apart "
            "(source_id VARCHAR, source_record_id VARCHAR, other_source_id VARCHAR, other_record_id VARCHAR)"
        )
        con.execute(
            "CREATE TABLE judged_listing "
            "(record_no INT, person_no INT, verdict VARCHAR, is_of_registration BOOLEAN, anchor_no INT)"
        )
        yield con


@pytest.fixture
def run_step(con: duckdb.DuckDBPyConnection) -> RunStep:
    """Run sql/NAME.sql (of `explain.NAME`, that of the package) over the given tables and return its rows.

    Tables are rows as dicts; a column of nothing but NULLs has the type that RECORD gives it, else text.
    """

    def run(name: str, parameters: Mapping[str, Any] | None = None, **tables: Rows) -> list[dict[str, Any]]:
        package, _, step = f"reconcile.{name}".rpartition(".")
        for table, rows in tables.items():
            con.register("given", as_table(rows))
            con.execute(f"DROP TABLE IF EXISTS {table}")
            con.execute(f"CREATE TABLE {table} AS SELECT * FROM given")
            con.unregister("given")
        cursor = con.execute(f"SELECT * FROM ({read_sql(package, step)}) ORDER BY ALL", parameters or {})
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    return run


INDEX_DAY = "2026-03-21"


@pytest.fixture
def index_step() -> RunStep:
    """Run FOLDER/NAME.sql over the given tables, columns in the order of their first rows; $day is INDEX_DAY."""

    def run(name: str, columns: Mapping[str, str] | None = None, /, *, folder: str = "steps", **tables: Rows) -> Any:
        con = sqlite3.connect(":memory:")
        con.row_factory = sqlite3.Row
        con.create_function("name_sound", 1, name_sound)
        con.create_function("twin_surname", 1, lambda name: name and twin_surname(name))
        con.create_function("stated_place", 1, stated_place)
        con.create_function("fits_damage", 2, fits_damage)
        tables = {"today": [{"day": INDEX_DAY}], **tables}
        for table, rows in tables.items():
            names = (columns or {}).get(table, "").split() or list(dict.fromkeys(n for row in rows for n in row))
            con.execute(f"CREATE TABLE {table} ({', '.join(names)})")
            places = ", ".join("?" * len(names))
            con.executemany(f"INSERT INTO {table} VALUES ({places})", [[row.get(n) for n in names] for row in rows])
        sql = (files("reconcile") / "lookup" / folder / f"{name}.sql").read_text(encoding="utf-8")
        found = [dict(row) for row in con.execute(sql.replace("$day", f"'{INDEX_DAY}'"))]
        return sorted(found, key=str)

    return run


def rows_of(rows: Rows, *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in rows]


_KNOWN = {field.name: field.type for field in RECORD.arrow()}


def as_table(rows: Rows) -> pa.Table:
    """Rows as a table, each column of its usual type where all of it is NULL."""
    columns = sorted({name for row in rows for name in row})
    table = pa.Table.from_pylist([{name: row.get(name) for name in columns} for row in rows])
    empty = {name: pa.date32() if name.endswith("_on") else _KNOWN.get(name, pa.string()) for name in columns}
    types = [empty[f.name] if pa.types.is_null(f.type) else f.type for f in table.schema]
    return table.cast(pa.schema(list(zip(columns, types, strict=True))))


def declare_all(lab: Lab) -> Lab:
    """Declare one source of each kind (docs/sources.md in small)."""
    lab.declare("cn_national", "national", key=("certificate_no", "province"), age_limit_days=180)
    lab.declare("cn_province", "provincial", age_limit_days=60)
    lab.declare("cn_other_province", "provincial", age_limit_days=60)
    lab.declare("cn_bulletin", "provincial", provinces=("33",), is_act=True, age_limit_days=3650)
    lab.declare("cn_society", "association")
    lab.declare("cn_platform", "commercial")
    lab.declare("cn_copies", "aggregator")
    lab.declare("cn_query", "national", key=("certificate_no", "province"), covering="lookup", asserts="live")
    return lab


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    """A workspace with one source of each kind."""
    return declare_all(Lab(tmp_path))
