"""Tables that only Python can make: match keys and derived names, worked out once per distinct value."""

from collections.abc import Iterable, Sequence
from typing import Any

import duckdb
import pyarrow as pa

from normalize.institutions import institution_key
from normalize.names import name_key

_TEXTS = pa.list_(pa.string())


def former_name(con: duckdb.DuckDBPyConnection) -> None:
    """One row per list of former names that occurs: the match keys of its names."""
    lists = [row[0] for row in _distinct(con, "SELECT DISTINCT former_names FROM record WHERE len(former_names) > 0")]
    _make(
        con,
        "former_name",
        pa.schema([("former_names", _TEXTS), ("former_keys", _TEXTS)]),
        [(names, sorted({name_key(name) for name in names})) for names in lists],
    )


def site_name(con: duckdb.DuckDBPyConnection) -> None:
    """One row per name of a filed site that an official record ever gave: its match key."""
    names = _distinct(
        con,
        "SELECT DISTINCT f.institution FROM (SELECT unnest(filed_sites) AS f FROM official_content) "
        "WHERE f.institution IS NOT NULL",
    )
    _make(
        con,
        "site_name",
        pa.schema([("institution", pa.string()), ("institution_key", pa.string())]),
        [(name, institution_key(name)) for (name,) in names],
    )


def _distinct(con: duckdb.DuckDBPyConnection, select: str) -> list[tuple[Any, ...]]:
    """Rows in order, so that what is made of them does not depend on how they lay."""
    return con.execute(f"{select} ORDER BY ALL").fetchall()


def _make(con: duckdb.DuckDBPyConnection, name: str, schema: pa.Schema, rows: Iterable[Sequence[Any]]) -> None:
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    con.register("made", pa.table([pa.array(c, type=f.type) for c, f in zip(columns, schema, strict=True)], schema))
    con.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM made")
    con.unregister("made")
