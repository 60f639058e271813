"""What the last reconcile stood on: whether the next may refresh its tables, and from where it goes on."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

import duckdb

from warehouse.db import has_table, number, read_sql
from warehouse.source import Source

_WAITING = "FROM main.spell ANTI JOIN main.record USING (source_id, source_record_id, content_digest)"


@dataclass(frozen=True)
class Done:
    """The reconcile before: the schema of its tables and its day."""

    generation: str
    day: date


def ground_of(policy: str, sources: Mapping[str, Source], institutions: Path | None, secret: str) -> str:
    """Digest of all that decides every row: policy, declarations, the user's aliases, the secret and the rules."""
    digest = hashlib.sha256(f"{policy}|{secret}|{rules_digest()}".encode())
    for _, source in sorted(sources.items()):
        digest.update(source.model_dump_json().encode())
    if institutions and institutions.exists():
        digest.update(institutions.read_bytes())
    return digest.hexdigest()


@cache
def rules_digest() -> str:
    """Digest of the product's own rules, so that another version of it starts from the beginning."""
    digest = hashlib.sha256()
    for package in ("normalize", "reconcile", "warehouse"):
        rules = (path for path in Path(str(files(package))).rglob("*") if path.suffix in {".py", ".sql", ".csv"})
        for path in sorted(rules):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def last_done(con: duckdb.DuckDBPyConnection, ground: str, today: date) -> Done | None:
    """The last reconcile, if its tables can be refreshed: of the same ground, and of this day or an earlier one."""
    if not has_table(con, "reconciled"):
        return None
    ((generation, then, day),) = con.execute("SELECT generation, ground, day FROM main.reconciled").fetchall()
    return Done(generation, day) if then == ground and day <= today else None


def note_done(con: duckdb.DuckDBPyConnection, generation: str, ground: str, day: date, *, is_refresh: bool) -> int:
    """Note what this reconcile stood on and which runs it has heard; part of the caller's transaction.

    Returns how many contents wait to be normalized: no derived table has them.

    `history_on` is the day of which `registration_history` tells, but for the people of `history_due`; NULL until it
    has been made anew.
    """
    kept = "SELECT history_on FROM main.reconciled" if is_refresh else "NULL::DATE"
    con.execute(
        "CREATE OR REPLACE TABLE main.reconciled AS "
        f"SELECT $generation AS generation, $ground AS ground, $day AS day, ({kept}) AS history_on",
        {"generation": generation, "ground": ground, "day": day},
    )
    if is_refresh:
        con.execute(f"INSERT INTO main.history_due {read_sql('reconcile.past', 'history_due')}")
    else:
        con.execute("CREATE OR REPLACE TABLE main.history_due (practitioner_id VARCHAR)")
    # What a run brought that is not normalized yet has not been heard.
    con.execute(f"CREATE OR REPLACE TEMP TABLE waiting AS SELECT opened_run_id AS run_id {_WAITING}")
    con.execute(
        "CREATE OR REPLACE TABLE main.reconciled_run AS SELECT run_id FROM main.run ANTI JOIN waiting USING (run_id)"
    )
    return number(con, "SELECT count(*) FROM waiting")


def history_since(con: duckdb.DuckDBPyConnection) -> tuple[bool, date | None]:
    """Whether `registration_history` lags behind what was reconciled last; and the day it tells of, None if of none."""
    ((is_due, day),) = con.execute(
        "SELECT coalesce(history_on < day, true) OR EXISTS (FROM main.history_due), history_on FROM main.reconciled"
    ).fetchall()
    return is_due, day


def note_history(con: duckdb.DuckDBPyConnection) -> None:
    """Note that it does not."""
    con.execute("UPDATE main.reconciled SET history_on = day")
    con.execute("DELETE FROM main.history_due")
