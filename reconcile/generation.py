"""Generations: derived tables are built beside the ones people read, and take their place in one transaction.

Each reconcile builds into a schema of its own (`built_7`); the views of schema `main` point at the last one that was
finished. A run that fails leaves the views, and so the tables, as they were. (Built inside one transaction instead,
the tables would lie in local storage without statistics, and joins of them be planned badly.)
"""

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb


@contextmanager
def new_generation(con: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """Make a schema in which unqualified tables are created and looked for first; drop it if the block raises."""
    name = f"built_{max(_numbers(con), default=0) + 1}"
    con.execute(f"CREATE SCHEMA {name}")
    try:
        with in_generation(con, name):
            yield name
    except BaseException:
        con.execute(f"DROP SCHEMA {name} CASCADE")
        raise


@contextmanager
def in_generation(con: duckdb.DuckDBPyConnection, name: str) -> Iterator[None]:
    """Have unqualified tables be created and looked for in this generation first."""
    con.execute(f"SET search_path = '{name},main'")
    try:
        yield
    finally:
        con.execute("SET search_path = 'main'")


@contextmanager
def transaction(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All of the block's writing or nothing."""
    con.execute("BEGIN")
    try:
        yield
        con.execute("COMMIT")
    except BaseException:
        con.execute("ROLLBACK")
        raise


def switch(con: duckdb.DuckDBPyConnection, name: str) -> None:
    """Point the views of `main` at this generation's tables; part of the caller's transaction."""
    tables = _names(
        con,
        "SELECT table_name FROM duckdb_tables() WHERE schema_name = $schema "
        "UNION ALL SELECT view_name FROM duckdb_views() WHERE schema_name = $schema",
        schema=name,
    )
    stored = _names(con, "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'main' AND NOT temporary")
    views = _names(
        con, "SELECT view_name FROM duckdb_views() WHERE schema_name = 'main' AND sql LIKE '%FROM built~_%' ESCAPE '~'"
    )
    for view in set(views) - set(tables):
        con.execute(f"DROP VIEW main.{view}")
    for table in tables:
        if table in stored:
            con.execute(f"DELETE FROM main.{table}")
            con.execute(f"INSERT INTO main.{table} BY NAME SELECT * FROM {name}.{table}")
        else:
            con.execute(f"CREATE OR REPLACE VIEW main.{table} AS SELECT * FROM {name}.{table}")


def drop_others(con: duckdb.DuckDBPyConnection, name: str) -> None:
    """Drop every generation but this one, those of runs that were killed too."""
    for number in _numbers(con):
        if f"built_{number}" != name:
            con.execute(f"DROP SCHEMA built_{number} CASCADE")


def _numbers(con: duckdb.DuckDBPyConnection) -> list[int]:
    names = _names(con, "SELECT schema_name FROM duckdb_schemas() WHERE schema_name LIKE 'built~_%' ESCAPE '~'")
    return [int(name.removeprefix("built_")) for name in names]


def _names(con: duckdb.DuckDBPyConnection, select: str, **parameters: str) -> list[str]:
    return sorted(str(name) for (name,) in con.execute(select, parameters).fetchall())
