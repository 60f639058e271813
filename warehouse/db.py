"""The database: connect, read a SELECT, build tables from SELECTs."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from warehouse.days import DAY_OF_MACRO
from warehouse.errors import WorkspaceError
from warehouse.schema import DERIVED, HISTORY, KINDS, RAW_FIELD_NAMES

if TYPE_CHECKING:
    import pyarrow as pa

Progress = Callable[[str, int, int], None]


def silent(step: str, done: int, total: int) -> None:
    """Report no progress."""


# The content of a record is what the source said, and nothing of how we came by it. NULLs leave no trace, so a
# field added to the schema later changes no digest.
_RAW_DIGEST = " , ".join(f"'{name}=' || r.{name}" for name in RAW_FIELD_NAMES)
# A raw record as published: what it shows, and nothing of how we came by it.
_SHOWN = ", ".join(
    f"CASE WHEN r.{name} IS NOT NULL THEN '\"{name}\":' || to_json(r.{name}) END" for name in RAW_FIELD_NAMES
)


def connect(path: Path | None = None, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """Open the warehouse (in memory without a path), its tables made and its macros defined.

    Raises WorkspaceError where another process holds the file.
    """
    try:
        con = duckdb.connect(str(path) if path else ":memory:", read_only=read_only)
    except duckdb.IOException as error:
        raise WorkspaceError(f"{path}: another process is using the warehouse ({str(error).splitlines()[0]})") from None
    prepare(con)
    con.execute(f"CREATE OR REPLACE TEMP MACRO raw_digest(r) AS left(sha256(concat_ws(chr(31), {_RAW_DIGEST})), 32)")
    con.execute(f"CREATE OR REPLACE TEMP MACRO raw_json(r) AS '{{' || concat_ws(',', {_SHOWN}) || '}}'")
    if read_only:
        _stand_in(con)
    else:
        for table in (*HISTORY, *DERIVED):
            con.execute(table.ddl())
            # A table made before the schema grew: what is new is NULL in its rows.
            stored = {column[0] for column in con.execute(f"SELECT * FROM {table.name} LIMIT 0").description}
            for field in table.fields:
                if field.name not in stored:
                    con.execute(f"ALTER TABLE {table.name} ADD COLUMN {field.name} {KINDS[field.kind][0]}")
    return con


def _stand_in(con: duckdb.DuckDBPyConnection) -> None:
    """Empty tables for those that a warehouse of an earlier version does not have yet, where none can be made."""
    stored = {name for (name,) in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    for table in (*HISTORY, *DERIVED):
        if table.name not in stored:
            con.execute(table.ddl().replace("CREATE TABLE", "CREATE TEMP TABLE", 1))


def prepare(con: duckdb.DuckDBPyConnection) -> None:
    """Settings and macros that every SELECT of ours may count on."""
    con.execute("SET autoinstall_known_extensions = false")
    con.execute("SET autoload_known_extensions = false")
    con.execute("SET enable_progress_bar = false")
    con.execute("SET TimeZone = 'UTC'")
    con.execute(DAY_OF_MACRO)


@contextmanager
def bounded_memory(con: duckdb.DuckDBPyConnection, mib: int) -> Iterator[None]:
    """Hold DuckDB to so much memory (or to half of a smaller machine's) for the block; beyond it, it goes to disk."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20
    con.execute(f"SET memory_limit = '{min(mib, machine // 2)}MiB'")
    try:
        yield
    finally:
        con.execute("RESET memory_limit")


def read_sql(package: str, name: str) -> str:
    """The text of PACKAGE/sql/NAME.sql."""
    return (files(package) / "sql" / f"{name}.sql").read_text(encoding="utf-8")


def build(
    con: duckdb.DuckDBPyConnection,
    package: str,
    names: Sequence[str],
    parameters: Mapping[str, object] | None = None,
    progress: Progress = silent,
) -> None:
    """Run each NAME.sql of `package` in order; its one SELECT becomes table NAME.

    `parameters` are values for `$name` in the SELECTs; a SELECT takes those it names.
    """
    for done, name in enumerate(names):
        progress(name, done, len(names))
        sql = read_sql(package, name)
        taken = {k: v for k, v in (parameters or {}).items() if f"${k}" in sql}
        con.execute(f"CREATE OR REPLACE TABLE {name} AS {sql}", taken)
    progress("", len(names), len(names))


def number(con: duckdb.DuckDBPyConnection, select: str, parameters: object = None) -> int:
    """The one whole number that a SELECT gives."""
    # To the end: a result half read can stall a later statement of the same transaction.
    ((found,),) = con.execute(select, parameters).fetchall()
    return int(found)


def has_table(con: duckdb.DuckDBPyConnection, name: str) -> bool:
    """Whether schema `main` of the warehouse has a table or view of this name."""
    found = con.execute(
        "SELECT 1 FROM information_schema.tables WHERE table_catalog = current_database() AND table_schema = 'main' "
        "AND table_name = ?",
        [name],
    )
    return bool(found.fetchall())


def store(con: duckdb.DuckDBPyConnection, name: str, rows: "pa.Table", *, temporary: bool = False) -> None:
    """Make a table of Arrow rows, in the place of one of its name."""
    con.register("arriving", rows)
    con.execute(f"CREATE OR REPLACE {'TEMP ' if temporary else ''}TABLE {name} AS SELECT * FROM arriving")
    con.unregister("arriving")
