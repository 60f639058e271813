"""The input of both: what `normalize` made of every entry now listed, and beside it whom the truth says it is of."""

from collections.abc import Callable, Mapping
from importlib.resources import files
from pathlib import Path

import duckdb
import pyarrow as pa

from benchmarks.reconcile import DAY
from benchmarks.truth import read_day
from crawlers.catalog import sources
from normalize.institutions import institution_key, place_of
from simulator.settings import Settings
from simulator.world import simulate
from warehouse.db import read_sql, store
from warehouse.source import Source
from warehouse.workspace import Workspace

TRUTH, CLEANED = "listed.parquet", "cleaned.parquet"


def make_input(folder: Path, physicians: int, seed: int, settings: Settings) -> int:
    """Make a world, in `workspace` a normalized warehouse of it, and `cleaned`; return how many entries that has."""
    world, cleaned, workspace = folder / "world", folder / "cleaned", Workspace.create(folder / "workspace")
    simulate(physicians, seed, [DAY], world, settings=settings)
    read_day(world, workspace, DAY)
    cleaned.mkdir()
    with workspace.warehouse() as con:
        return write_cleaned(con, sources(workspace), world / "truth", cleaned)


def write_cleaned(con: duckdb.DuckDBPyConnection, declared: Mapping[str, Source], truth: Path, out: Path) -> int:
    """Write TRUTH and CLEANED into a folder from a normalized warehouse; return how many entries they have.

    Bulletins of acts are left out of both: they are no listings.
    """
    rows = [{"source_id": s.id, "tier": s.tier} for s in declared.values() if s.subject == "physician" and not s.is_act]
    store(con, "declared", pa.Table.from_pylist(rows), temporary=True)
    con.execute(f"CREATE TEMP VIEW true_listing AS SELECT * FROM '{truth}/listing.parquet'")
    con.execute(f"CREATE TEMP TABLE listed AS {read_sql('benchmarks.link', 'listed')}")
    _keep(con, "place", "SELECT DISTINCT institution FROM record WHERE institution IS NOT NULL", _place)
    _keep(con, "filed_key", "SELECT DISTINCT unnest(filed_sites).institution AS institution FROM record", _key)
    scopes = files("reconcile") / "department_scope.csv"
    con.execute(f"CREATE TEMP TABLE department_scope AS FROM read_csv('{scopes}', all_varchar = true)")
    for name, select in ((TRUTH, "SELECT * FROM listed"), (CLEANED, read_sql("benchmarks.link", "cleaned"))):
        con.execute(f"COPY ({select} ORDER BY listing_no) TO '{out / name}'")
    ((count,),) = con.execute("SELECT count(*) FROM listed").fetchall()
    return int(count)


def _keep(con: duckdb.DuckDBPyConnection, name: str, select: str, make: Callable[[str], dict[str, str | None]]) -> None:
    """Make a table of what a function says of each distinct institution's name."""
    names = [
        row[0] for row in con.execute(f"SELECT * FROM ({select}) WHERE institution IS NOT NULL ORDER BY 1").fetchall()
    ]
    schema = pa.schema([(column, pa.string()) for column in ("institution", *make("某医院"))])
    store(con, name, pa.Table.from_pylist([{"institution": n} | make(n) for n in names], schema), temporary=True)


def _place(name: str) -> dict[str, str | None]:
    place = place_of(name)
    return {"province": place.province if place else None, "division": place.division if place else None}


def _key(name: str) -> dict[str, str | None]:
    return {"institution_key": institution_key(name)}
