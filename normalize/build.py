"""Raw records -> `record` and `issue`: each distinct value is cleaned once in Python, the rest is joins."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import duckdb
import pyarrow as pa

from normalize.cleaners import CLEANERS, Cleaner
from normalize.privacy import holds_personal, redact
from warehouse.db import Progress, read_sql, silent, store
from warehouse.schema import RAW_FIELD_NAMES
from warehouse.source import Source

_SLICE = 100_000


@dataclass(frozen=True)
class NormalizeResult:
    """How many rows were added, and from which runs."""

    new_records: int
    new_issues: int
    run_ids: tuple[str, ...] = field(default=(), compare=False)


def normalize(
    con: duckdb.DuckDBPyConnection,
    sources: Mapping[str, Source],
    *,
    full: bool = False,
    progress: Progress = silent,
) -> NormalizeResult:
    """Add to `record` and `issue` what `raw_record` holds and `record` lacks; with `full`, all of it anew.

    One transaction: a reader sees all or nothing of it. The result depends on the raw records only, not on their
    order. Of `issue` it touches the rows whose field is a raw field; the others are the loader's. A source that
    speaks for one province lends it to places that need one to be understood (西湖区).
    """
    con.begin()
    try:
        result = _normalize(con, sources, full, progress)
    except BaseException:
        con.rollback()
        raise
    con.commit()
    return result


def _normalize(
    con: duckdb.DuckDBPyConnection, sources: Mapping[str, Source], full: bool, progress: Progress
) -> NormalizeResult:
    if full:
        con.execute("DELETE FROM record")
        con.execute("DELETE FROM issue WHERE list_contains(?, field)", [list(RAW_FIELD_NAMES)])
        # What was reconciled rests on other records now: the next reconcile makes everything anew.
        con.execute("DROP TABLE IF EXISTS main.reconciled")
    only = {s.id: s.provinces[0] for s in sources.values() if len(s.provinces) == 1}
    store(con, "source_scope", pa.table({"source_id": [*only], "province": [*only.values()]}, _SCOPE), temporary=True)
    con.execute(f"CREATE OR REPLACE TEMP TABLE fresh AS {read_sql('normalize', 'fresh')}")
    before = _count(con, "issue")
    unusable = read_sql("normalize", "unusable_value")
    for done, cleaner in enumerate(CLEANERS):
        progress(cleaner.name, done, len(CLEANERS) + 1)
        if _clean(con, cleaner):
            for name, column in cleaner.fields.items():
                select = unusable.format(field=name, column=column, cleaner=cleaner.table)
                con.execute(f"INSERT INTO issue BY NAME {select}")
    progress("record", len(CLEANERS), len(CLEANERS) + 1)
    con.execute(f"INSERT INTO issue BY NAME {read_sql('normalize', 'certificate_mismatch')}")
    con.execute(f"INSERT INTO record BY NAME {read_sql('normalize', 'record')}")
    runs = con.execute("SELECT DISTINCT run_id FROM fresh ORDER BY run_id").fetchall()
    result = NormalizeResult(_count(con, "fresh"), _count(con, "issue") - before, tuple(run_id for (run_id,) in runs))
    for table in ("fresh", "source_scope", *(cleaner.table for cleaner in CLEANERS)):
        con.execute(f"DROP TABLE {table}")
    progress("", len(CLEANERS) + 1, len(CLEANERS) + 1)
    return result


_SCOPE = pa.schema([("source_id", pa.string()), ("province", pa.string())])


def _clean(con: duckdb.DuckDBPyConnection, cleaner: Cleaner) -> bool:
    """Make the cleaner's mapping table from the distinct values of its columns; whether some cannot be used."""
    union = " UNION ".join(
        f"SELECT {column} AS raw FROM fresh WHERE {field} IS NOT NULL" for field, column in cleaner.fields.items()
    )
    raw = con.sql(f"SELECT DISTINCT raw FROM ({union}) ORDER BY raw").to_arrow_table().column("raw")
    slices = [_cleaned(cleaner, raw.slice(at, _SLICE).to_pylist()) for at in range(0, len(raw), _SLICE)]
    mapping = pa.concat_tables([_cleaned(cleaner, []), *slices])
    store(con, cleaner.table, mapping, temporary=True)
    return bool(mapping.column("reason").null_count < len(mapping))


def _cleaned(cleaner: Cleaner, values: list[str]) -> pa.Table:
    """Columns: raw, those of the cleaner, reason, is_personal (the value must not be stored)."""
    nothing = (None,) * len(cleaner.columns)
    found: list[Sequence[object]] = []
    reasons: list[str | None] = []
    for raw in values:
        try:
            found.append(cleaner.clean(raw) or nothing)
            reasons.append(None)
        except ValueError as error:
            found.append(nothing)
            reasons.append(redact(str(error)))
    columns = list(zip(*found, strict=True)) or [()] * len(nothing)
    personal = [reason is not None and holds_personal(raw) for raw, reason in zip(values, reasons, strict=True)]
    return pa.table(
        {
            "raw": pa.array(values, pa.string()),
            **{name: pa.array(c, kind) for c, (name, kind) in zip(columns, cleaner.columns.items(), strict=True)},
            "reason": pa.array(reasons, pa.string()),
            "is_personal": pa.array(personal, pa.bool_()),
        }
    )


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    # Fetched to the end: a statement that follows a result half read does not return.
    [[count]] = con.execute(f"SELECT count(*) FROM {table}").fetchall()
    return int(count)
