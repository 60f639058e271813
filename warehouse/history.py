"""History: take a landing in, gap-safe, and store only what it adds.

The rule [design, tables]: a failed, blocked or partial run closes nothing, except of questions it asked. A record
is gone only if a complete run of its list lacks it where the site states its total (and the distinct entries agree
with it), or two such runs in a row where it states none; never while its list links to it. An unchanged answer renews
every record last read from that address. What goes and comes back is two spells of one record.
"""

import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from warehouse.db import Progress, number, read_sql, silent
from warehouse.issues import record_issues
from warehouse.landing import RunNote
from warehouse.schema import ISSUE, LANDED, QUESTION, RAW_RECORD, REQUEST, RUN, Table
from warehouse.source import Source
from warehouse.verdict import Past, is_frozen, judge
from warehouse.waiting import is_resumable, unfinished
from warehouse.workspace import Workspace, utc_now, view_raw

# Of a landing that progress tells of: the tables that take long where it has millions of rows.
_STEPS = 4


@dataclass(frozen=True)
class RunResult:
    """What one run added to history; counts are of entries."""

    run_id: str
    source_id: str
    outcome: str
    reason: str | None
    distinct_count: int
    new_count: int
    gone_count: int
    issue_count: int


def take_in_all(
    workspace: Workspace, con: duckdb.DuckDBPyConnection, sources: dict[str, Source], progress: Progress = silent
) -> list[RunResult]:
    """Take in every landing that waits, oldest first.

    A crawl that died is left for the next one to go on with, within a day of its last page; after it, it has failed.
    """
    for leftover in (workspace.root / "raw").glob("*/*.taken"):
        shutil.rmtree(leftover)
    complete = [folder for folder in unfinished(workspace) if not is_resumable(folder, utc_now())]
    waiting = [folder for folder in complete if not _is_taken(con, folder)]
    return [
        take_in(workspace, con, folder, sources, _part(progress, folder.parent.name, done, len(waiting)))
        for done, folder in enumerate(waiting)
    ]


def _part(progress: Progress, name: str, done: int, total: int) -> Progress:
    """Progress of one landing, as that of one of many."""
    return lambda step, part, parts: progress(f"{name} {step}", done * parts + part, total * parts)


def take_in(
    workspace: Workspace,
    con: duckdb.DuckDBPyConnection,
    folder: Path,
    sources: dict[str, Source],
    progress: Progress = silent,
) -> RunResult:
    """Take one landing in: raw Parquet written, spells opened and closed, the folder removed; all of it or nothing."""
    if not (folder / "run.json").exists():
        return _record_death(con, folder)
    note = RunNote.read(folder)
    source = sources[note.source_id]
    final = folder.with_suffix(".parquet")
    con.execute("BEGIN")
    try:
        may_shrink = source.id in workspace.settings.may_shrink
        result = _take_in(con, folder, note, source, final, may_shrink, progress)
        con.execute("COMMIT")
    except BaseException:
        con.execute("ROLLBACK")
        final.unlink(missing_ok=True)
        raise
    _remove(folder)
    view_raw(con, workspace.root / "raw")
    return result


def _take_in(
    con: duckdb.DuckDBPyConnection,
    folder: Path,
    note: RunNote,
    source: Source,
    final: Path,
    may_shrink: bool,
    progress: Progress,
) -> RunResult:
    fetches = _landed(con, folder, REQUEST, "landed_request")
    _landed(con, folder, QUESTION, "landed_question")
    _landed(con, folder, ISSUE, "landed_issue")
    # A date that the whole list shares is no content: a later list of the same entries says the same.
    replaced = " REPLACE (NULL::VARCHAR AS asserted_on)" if note.is_list_dated else ""
    _landed(con, folder, LANDED, "landed", f"* {replaced} RENAME (file_row_number AS landed_no)")
    progress("landed_entry", 0, _STEPS)
    entries = read_sql("warehouse", "landed_entry")
    con.execute(f"CREATE OR REPLACE TEMP TABLE landed_entry AS {entries}", {"source_id": source.id})

    distinct = number(con, "SELECT count(*) FROM landed_entry") + number(
        con,
        "SELECT count(*) FROM spell s SEMI JOIN (SELECT address FROM landed_request WHERE outcome = 'unchanged') f "
        "USING (address) WHERE s.source_id = ? AND s.closed_run_id IS NULL "
        "AND s.source_record_id NOT IN (SELECT source_record_id FROM landed_entry)",
        [source.id],
    )
    dead = number(con, "SELECT count(DISTINCT address) FROM landed_request WHERE outcome = 'not_found'")
    asked = number(con, "SELECT count(*) FROM landed_question WHERE outcome IN ('answer', 'empty')")
    past = Past.of(con, source.id)
    outcome, reason = judge(note, source, past, distinct=distinct, dead=dead, asked=asked, may_shrink=may_shrink)
    parameters = {
        "source_id": source.id,
        "run_id": note.run_id,
        "started_at": note.started_at,
        "covering": source.covering,
        "is_complete": outcome == "complete",
        "is_silent": source.covering == "lookup" and outcome != note.outcome,
        "proves_absence": source.covering == "lookup" or note.stated_count is not None,
    }
    progress("landed_mark", 1, _STEPS)
    # A failed run says nothing of any entry: neither of those it read, nor of those it did not.
    limit = " LIMIT 0" if outcome == "failed" else ""
    for step in ("covered_spell", "landed_mark"):
        sql = read_sql("warehouse", step)
        con.execute(f"CREATE OR REPLACE TEMP TABLE {step} AS SELECT * FROM ({sql}){limit}", _taken(sql, parameters))
    is_same = outcome == "complete" and not number(con, "SELECT count(*) FROM landed_mark")
    asserted_on = note.asserted_on
    if is_same and is_frozen(note, source, past, distinct):
        outcome, reason = "partial", f"of {note.asserted_on}, but as it was on {past.asserted_on}: no entry has changed"
        asserted_on = past.asserted_on
    progress("spell", 2, _STEPS)
    _move_spells(con, parameters)

    new = number(con, "SELECT count(*) FROM landed_mark WHERE sighting = 'content'")
    gone = number(con, "SELECT count(*) FROM landed_mark WHERE sighting = 'gone'")
    progress("raw_record", 3, _STEPS)
    noted = {name: value for name, value in asdict(note).items() if name in RUN.columns}
    row = noted | {
        "outcome": outcome, "reason": reason, "asserted_on": asserted_on, "distinct_count": distinct, "new_count": new,
        "gone_count": gone, "request_counts": json.dumps(fetches),
    }  # fmt: skip
    _write_raw(con, final, {"run": asdict(note), "row": row}, parameters)
    con.execute(f"INSERT INTO run BY NAME SELECT {', '.join(f'${name} AS {name}' for name in row)}", row)
    issues = record_issues(con, note, source)
    for delivery in note.deliveries:
        con.execute(
            "INSERT INTO delivery BY NAME SELECT $digest AS digest, $source_id AS source_id, $run_id AS run_id, "
            "$file_name AS file_name, $byte_count AS byte_count, $delivered_by AS delivered_by, "
            "$imported_at::TIMESTAMP AS imported_at",
            dict(delivery) | {"run_id": note.run_id, "source_id": source.id},
        )
    con.execute("INSERT INTO request BY NAME SELECT * FROM landed_request WHERE outcome <> 'unchanged'")
    # What a register that knew nobody all night has said is no "no result", and the question stays open.
    believed = "* REPLACE ('layout_changed' AS outcome)" if parameters["is_silent"] else "*"
    con.execute(f"INSERT INTO question BY NAME SELECT {believed} FROM landed_question")
    return RunResult(note.run_id, source.id, outcome, reason, distinct, new, gone, issues)


def _landed(
    con: duckdb.DuckDBPyConnection, folder: Path, table: Table, name: str, selected: str = "* EXCLUDE file_row_number"
) -> dict[str, int]:
    """Make temp view `name` of a landing's file, empty where there is none. Returns counts by outcome, if any."""
    path = folder / f"{table.name}.parquet"
    if path.exists():
        quoted = str(path).replace("'", "''")
        read = f"read_parquet('{quoted}', file_row_number = true)"
    else:
        read = f"no_{name}"
        own = ", record_key VARCHAR" if table is LANDED else ""
        columns = table.ddl().removeprefix(f"CREATE TABLE IF NOT EXISTS {table.name} (").removesuffix(")")
        con.execute(f"CREATE OR REPLACE TEMP TABLE {read} ({columns}{own}, file_row_number BIGINT)")
    con.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT {selected} FROM {read}")
    if table is not REQUEST:
        return {}
    rows = con.execute(f"SELECT outcome, count(*) FROM {name} GROUP BY ALL ORDER BY ALL").fetchall()
    return {str(outcome): int(count) for outcome, count in rows}


def _move_spells(con: duckdb.DuckDBPyConnection, parameters: dict[str, object]) -> None:
    """Close what was replaced or proved gone, mark what was missed, open what is new."""
    at = {k: parameters[k] for k in ("source_id", "run_id", "started_at")}
    con.execute(
        "UPDATE spell SET closed_run_id = $run_id, closed_at = $started_at, "
        "closed_as = CASE m.sighting WHEN 'content' THEN 'replaced' ELSE 'gone' END "
        "FROM landed_mark m WHERE spell.source_id = $source_id AND spell.closed_run_id IS NULL "
        "AND spell.source_record_id = m.source_record_id AND m.sighting IN ('content', 'gone')",
        at,
    )
    con.execute(
        "UPDATE spell SET missed_run_id = $run_id, missed_at = $started_at FROM landed_mark m "
        "WHERE spell.source_id = $source_id AND spell.closed_run_id IS NULL "
        "AND spell.source_record_id = m.source_record_id AND m.sighting = 'missed'",
        at,
    )
    con.execute(
        "UPDATE spell SET missed_run_id = NULL, missed_at = NULL, "
        "address = CASE WHEN m.address = '' THEN spell.address ELSE m.address END FROM landed_mark m "
        "WHERE spell.source_id = $source_id AND spell.closed_run_id IS NULL "
        "AND spell.source_record_id = m.source_record_id AND m.sighting = 'same'",
        {"source_id": at["source_id"]},
    )
    con.execute(
        "INSERT INTO spell BY NAME SELECT $source_id AS source_id, source_record_id, content_digest, address, "
        "$run_id AS opened_run_id, $started_at AS first_seen_at FROM landed_mark WHERE sighting = 'content' "
        "ORDER BY source_record_id",
        at,
    )
    con.execute(
        "INSERT INTO sighting BY NAME SELECT $source_id AS source_id, source_record_id, $run_id AS run_id, "
        "$started_at AS seen_at FROM landed_mark WHERE sighting = 'same' ORDER BY source_record_id",
        at,
    )


def _write_raw(
    con: duckdb.DuckDBPyConnection, final: Path, about: dict[str, object], parameters: dict[str, object]
) -> None:
    """Write raw/SOURCE/RUN.parquet, rows or none: its metadata, `about`, hold the run, as it knew itself and as judged.

    So raw/ alone can rebuild history.
    """
    sql = read_sql("warehouse", "landed_record")
    columns = ", ".join(f'"{name}"' for name in RAW_RECORD.columns)
    temporary = str(final.with_suffix(".tmp")).replace("'", "''")
    metadata = ", ".join(
        f"{name}: '{json.dumps(said, ensure_ascii=False, default=str).replace(chr(39), chr(39) * 2)}'"
        for name, said in about.items()
    )
    con.execute(
        f"COPY (SELECT {columns} FROM ({sql})) TO '{temporary}' "
        f"(FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{metadata}}})",
        _taken(sql, parameters),
    )
    final.with_suffix(".tmp").rename(final)


def _taken(sql: str, parameters: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in parameters.items() if f"${name}" in sql}


def _record_death(con: duckdb.DuckDBPyConnection, folder: Path) -> RunResult:
    """A landing without run.json: the run died. Nothing it read is taken in."""
    # A name of its own: the next landing of the same second may take the folder's, and die too.
    run_id = f"{folder.parent.name}/{folder.stem}-died"
    earlier = number(con, "SELECT count(*) FROM run WHERE starts_with(run_id, ?)", [run_id])
    run_id += f"-{earlier + 1}" if earlier else ""
    started = f"strptime('{folder.stem[:16]}', '%Y%m%dT%H%M%SZ')"
    con.execute(
        "INSERT INTO run BY NAME SELECT ? AS run_id, ? AS source_id, 'crawl' AS kind, 'failed' AS outcome, "
        f"'the run ended without closing' AS reason, {started} AS started_at, {started} AS finished_at, "
        "0 AS distinct_count, 0 AS new_count, 0 AS gone_count, '{}' AS request_counts",
        [run_id, folder.parent.name],
    )
    _remove(folder)
    return RunResult(run_id, folder.parent.name, "failed", "the run ended without closing", 0, 0, 0, 0)


def _is_taken(con: duckdb.DuckDBPyConnection, folder: Path) -> bool:
    """Whether a landing is in history already, and only its folder outlived a kill; it is removed then."""
    run_id = f"{folder.parent.name}/{folder.stem}"
    is_taken = number(con, "SELECT count(*) FROM run WHERE run_id = ?", [run_id]) > 0
    if is_taken:
        _remove(folder)
    return is_taken


def _remove(folder: Path) -> None:
    """Remove a landing so that a kill on the way leaves no half of it to be taken for a landing."""
    taken = folder.with_suffix(".taken")
    folder.rename(taken)
    shutil.rmtree(taken)
