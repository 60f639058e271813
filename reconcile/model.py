"""The model of linking: what is counted over everybody, and frozen between two fits.

How common a name is, how many people work at a place, what share of them we know: counted anew each night they would
move every probability a little, and no listing could be left as it was. They are fitted by the first reconcile, by
`mingce reconcile --fit`, and by itself once the register or the lists have grown or shrunk by a tenth since.
"""

import duckdb

from reconcile.steps import Step
from warehouse.db import has_table

DRIFT = 0.1
_SIZES = """
SELECT
    count(*) FILTER (tier IN ('national', 'provincial')) AS official,
    count(*) FILTER (tier NOT IN ('national', 'provincial')) AS lower
FROM spell SEMI JOIN record USING (source_id, source_record_id, content_digest) JOIN source USING (source_id)
WHERE closed_run_id IS NULL
"""


def needs_fit(con: duckdb.DuckDBPyConnection, steps: tuple[Step, ...]) -> bool:
    """Whether a part of the model is not there yet, or it was fitted to a register or lists of another size."""
    parts = ("fitted", *(step.name for step in steps if step.kind == "model"))
    if not all(has_table(con, name) for name in parts):
        return True
    ((official, lower, then_official, then_lower),) = con.execute(
        f"SELECT n.official, n.lower, f.official, f.lower FROM ({_SIZES}) AS n CROSS JOIN main.fitted AS f"
    ).fetchall()
    return any(abs(now - then) > DRIFT * then for now, then in ((official, then_official), (lower, then_lower)))


def keep_model(con: duckdb.DuckDBPyConnection, steps: tuple[Step, ...]) -> None:
    """Copy the model of the generation before into this one."""
    for step in steps:
        if step.kind == "model":
            con.execute(f"CREATE TABLE {step.name} AS SELECT * FROM main.{step.name}")


def note_fit(con: duckdb.DuckDBPyConnection, steps: tuple[Step, ...]) -> None:
    """Note which model was fitted, and to how many records; part of the caller's transaction."""
    # A sum of hashes, whatever the order of rows.
    digests = [
        f"(SELECT coalesce(sum(hash(m)::HUGEINT), 0) FROM {step.name} AS m)" for step in steps if step.kind == "model"
    ]
    con.execute(
        "CREATE OR REPLACE TABLE main.fitted AS "
        f"SELECT *, sha256(concat_ws('|', {', '.join(digests)}))[:16] AS version FROM ({_SIZES})"
    )


def model_version(con: duckdb.DuckDBPyConnection) -> str | None:
    """Digest of the model that links are weighed by; None before the first fit."""
    if not has_table(con, "fitted"):
        return None
    ((version,),) = con.execute("SELECT version FROM main.fitted").fetchall()
    return str(version)
