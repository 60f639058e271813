"""Raw records -> `record` and `issue`: each distinct value is cleaned once in Python, the rest is joins."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from normalize.cleaners import CLEANERS, Cleaner
from normalize.privacy import holds_personal, redact
from warehouse.db import Progress, bounded_memory, read_sql, silent, store
from warehouse.schema import RAW_FIELD_NAMES
from warehouse.source import Source

_SLICE = 100_000
# Listings normalized at once, unless one source alone has more: they and what they become are held in memory.
_BATCH = 1_500_000
# What a batch and the mappings take of DuckDB.
_MEMORY_MIB = 3_300


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
    # Blocks already written would be kept as long as there is room for them.
    with bounded_memory(con, _MEMORY_MIB):
        return _in_one_transaction(con, sources, full, progress)


def _in_one_transaction(
    con: duckdb.DuckDBPyConnection, sources: Mapping[str, Source], full: bool, progress: Progress
) -> NormalizeResult:
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
    con.execute(f"CREATE OR REPLACE TEMP TABLE unread_run AS {read_sql('normalize', 'unread_run')}")
    before = _count(con, "record"), _count(con, "issue")
    for cleaner in CLEANERS:
        store(con, cleaner.table, _cleaned(cleaner, []), temporary=True)
    runs: list[str] = []
    batches, steps = _batches(con), len(CLEANERS) + 1
    for number, batch in enumerate(batches):
        begun = partial(_tell, progress, number * steps, len(batches) * steps)
        runs += _normalize_batch(con, batch, begun)
    records, issues = (_count(con, table) - count for table, count in zip(("record", "issue"), before, strict=True))
    for table in ("source_scope", "unread_run", *(cleaner.table for cleaner in CLEANERS)):
        con.execute(f"DROP TABLE {table}")
    progress("", len(batches) * steps, len(batches) * steps)
    return NormalizeResult(records, issues, tuple(sorted({*runs})))


def _batches(con: duckdb.DuckDBPyConnection) -> list[list[str]]:
    """Sources that are normalized at once: together they fit in memory."""
    batches: list[list[str]] = []
    size = 0
    counts = "SELECT source_id, sum(content_count) FROM unread_run GROUP BY source_id ORDER BY source_id"
    for source_id, count in con.execute(counts).fetchall():
        if not batches or size + count > _BATCH:
            batches.append([])
            size = 0
        batches[-1].append(source_id)
        size += count
    return batches


def _tell(progress: Progress, before: int, total: int, step: str, done: int) -> None:
    """Progress of one batch, as that of one of several."""
    progress(step, before + done, total)


def _normalize_batch(
    con: duckdb.DuckDBPyConnection, source_ids: list[str], begun: Callable[[str, int], None]
) -> list[str]:
    """Add what is new of some sources; return the runs that read it. The mappings know what other batches held."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE batch_run AS SELECT source_id, run_id FROM unread_run "
        "WHERE list_contains(?, source_id)",
        [source_ids],
    )
    for table in ("read_again", "fresh"):
        con.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS {read_sql('normalize', table)}")
    unusable = read_sql("normalize", "unusable_value")
    for done, cleaner in enumerate(CLEANERS):
        begun(cleaner.name, done)
        if _clean(con, cleaner):
            for name, column in cleaner.fields.items():
                select = unusable.format(field=name, column=column, cleaner=cleaner.table)
                con.execute(f"INSERT INTO issue BY NAME {select}")
    begun("record", len(CLEANERS))
    con.execute(f"INSERT INTO issue BY NAME {read_sql('normalize', 'certificate_mismatch')}")
    con.execute(f"INSERT INTO record BY NAME {read_sql('normalize', 'record')}")
    runs = con.execute("SELECT DISTINCT run_id FROM fresh").fetchall()
    for table in ("fresh", "read_again", "batch_run"):
        con.execute(f"DROP TABLE {table}")
    return [run_id for (run_id,) in runs]


_SCOPE = pa.schema([("source_id", pa.string()), ("province", pa.string())])


def _clean(con: duckdb.DuckDBPyConnection, cleaner: Cleaner) -> bool:
    """Add the distinct values of its columns to the cleaner's mapping table; whether that has unusable ones."""
    union = " UNION ALL ".join(
        f"SELECT DISTINCT {column} AS raw FROM fresh WHERE {field} IS NOT NULL"
        for field, column in cleaner.fields.items()
    )
    new = f"SELECT DISTINCT raw FROM ({union}) ANTI JOIN {cleaner.table} USING (raw)"
    raw = con.sql(new).to_arrow_table().column("raw")
    for at in range(0, len(raw), _SLICE):
        values = raw.slice(at, _SLICE).combine_chunks()
        if cleaner.plain:
            plain = cleaner.plain(values)
            _append(con, cleaner.table, plain)
            values = values.filter(pc.invert(pc.is_in(values, plain["raw"])))
        _append(con, cleaner.table, _cleaned(cleaner, values.to_pylist()))
    return _count(con, f"(FROM {cleaner.table} WHERE reason IS NOT NULL LIMIT 1)") > 0


def _append(con: duckdb.DuckDBPyConnection, table: str, rows: pa.Table) -> None:
    con.register("cleaned", rows)
    con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM cleaned")
    con.unregister("cleaned")


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
