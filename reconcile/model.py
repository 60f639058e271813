"""The model of linking: what is counted over everybody, and frozen between two fits.

How common a name is, how many people work at a place, what share of them we know: counted anew each night they would
move every probability a little, and no listing could be left as it was. They are fitted by the first reconcile, by
`mingce reconcile --fit`, and by itself once the register or the lists have grown or shrunk by a tenth since.
"""

import duckdb

from reconcile.steps import Step

DRIFT = 0.1
_SIZES = """
SELECT
    count(*) FILTER (tier IN ('national', 'provincial')) AS official,
    count(*) FILTER (tier NOT IN ('national', 'provincial')) AS lower
FROM spell JOIN source USING (source_id) WHERE closed_run_id IS NULL
"""


def needs_fit(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether there is no model yet, or it was fitted to a register or lists of another size."""
    if not _has(con):
        return True
    ((official, lower, then_official, then_lower),) = con.execute(
        f"SELECT * FROM ({_SIZES}) AS now CROSS JOIN main.fitted AS fitted"
    ).fetchall()
    return any(abs(now - then) > DRIFT * then for now, then in ((official, then_official), (lower, then_lower)))


def keep_model(con: duckdb.DuckDBPyConnection, steps: tuple[Step, ...]) -> None:
    """Copy the model of the generation before into this one."""
    for step in steps:
        if step.kind == "model":
            con.execute(f"CREATE TABLE {step.name} AS SELECT * FROM main.{step.name}")


def note_fit(con: duckdb.DuckDBPyConnection) -> None:
    """Note to how many records the model was fitted; part of the caller's transaction."""
    con.execute(f"CREATE OR REPLACE TABLE main.fitted AS {_SIZES}")


def _has(con: duckdb.DuckDBPyConnection) -> bool:
    found = con.execute("SELECT 1 FROM duckdb_tables() WHERE schema_name = 'main' AND table_name = 'fitted'")
    return bool(found.fetchall())
