"""The queue of a reviewer: listings whose link a person could settle, first those where it would change most."""

from pathlib import Path
from typing import Any

import duckdb

from reconcile.judgements import judgement_tables
from reconcile.macros import define_macros
from warehouse.db import read_sql, store


def review_queue(con: duckdb.DuckDBPyConnection, judgements: Path, limit: int) -> list[dict[str, Any]]:
    """Rows of explain/sql/review.sql, best first; what `judgements` (judgements.csv) settles is left out at once.

    Raises WorkspaceError for a row of the file that cannot be read.
    """
    define_macros(con)
    store(con, "given_judgement", judgement_tables(judgements)["stated_judgement"], temporary=True)
    found = con.sql(read_sql("reconcile.explain", "review"), params={"limit": limit})
    rows: list[dict[str, Any]] = found.to_arrow_table().to_pylist()
    return rows
