"""Writes lookup.sqlite of a release: what a look-up needs of the published truth, under small numbers.

Each table (`layout.py`) is one SELECT of index/ over the warehouse, whose first line says its grain. A small number is
the rank of an id, so the same published rows give the same file in whatever order they lay.
"""

import os
import sqlite3
from contextlib import closing
from importlib.resources import files
from pathlib import Path

import duckdb
import pyarrow as pa

from normalize.institutions import institution_key
from normalize.names import name_key, name_sound
from reconcile.lookup.layout import INDEX_FILE, LAYOUT, TABLES, IndexTable
from reconcile.macros import define_macros

_BATCH_ROWS = 100_000


def write_index(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write lookup.sqlite into the folder of a release that is being built, from the tables of its reconcile."""
    define_macros(con)
    _number(con)
    path = folder / INDEX_FILE
    with closing(sqlite3.connect(path, isolation_level=None)) as index:
        # The file is new, and is gone if anything fails: nothing to roll back to.
        for setting in ("journal_mode = OFF", "synchronous = OFF", "page_size = 8192", "cache_size = -200000"):
            index.execute(f"PRAGMA {setting}")
        index.create_function("name_sound", 1, name_sound, deterministic=True)
        index.execute("BEGIN")
        for table in TABLES:
            _fill(con, index, table)
        index.execute("UPDATE name SET sound = name_sound(name_key) WHERE sound IS NULL")
        for table in TABLES:
            for number, columns in enumerate(table.indexes):
                index.execute(f"CREATE INDEX {table.name}_{number} ON {table.name} ({columns})")
        index.execute("COMMIT")
        index.execute(f"PRAGMA user_version = {LAYOUT}")
        index.execute("ANALYZE")
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _number(con: duckdb.DuckDBPyConnection) -> None:
    """Small numbers for ids that several tables share, and match keys of what look-up sources were asked."""
    for name in ("institution", "source"):
        ids = "known_institution" if name == "institution" else name
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE indexed_{name} AS "
            f"SELECT row_number() OVER (ORDER BY {name}_id) AS {name}_no, {name}_id FROM {ids}"
        )
    asked = con.execute(
        "SELECT DISTINCT name, coalesce(institution, '') FROM question WHERE name IS NOT NULL ORDER BY ALL"
    ).fetchall()
    keys = [(name, institution, name_key(name), institution_key(institution)) for name, institution in asked]
    names = ("name", "institution", "name_key", "institution_key")
    columns = list(zip(*keys, strict=True)) or [()] * len(names)
    con.register("made", pa.table({n: pa.array(c, pa.string()) for n, c in zip(names, columns, strict=True)}))
    con.execute("CREATE OR REPLACE TEMP TABLE question_key AS SELECT * FROM made")
    con.unregister("made")


def _fill(con: duckdb.DuckDBPyConnection, index: sqlite3.Connection, table: IndexTable) -> None:
    index.execute(f"CREATE TABLE {table.name} ({table.columns}){' WITHOUT ROWID' if table.is_keyed else ''}")
    select = (files("reconcile") / "lookup" / "index" / f"{table.name}.sql").read_text(encoding="utf-8")
    rows = con.execute(select)
    places = ", ".join("?" * len(rows.description or ()))
    while batch := rows.fetchmany(_BATCH_ROWS):
        index.executemany(f"INSERT INTO {table.name} VALUES ({places})", batch)
