"""Issues: what of a landing could not be used as it is, and what was found, in words."""

from collections.abc import Collection

import duckdb

from warehouse.db import number
from warehouse.landing import RunNote
from warehouse.source import Source

_SHOWN = 5


def issue_lines(con: duckdb.DuckDBPyConnection, run_ids: Collection[str], fields: Collection[str] = ()) -> list[str]:
    """One line per field and reason of the runs' issues, the commonest first: how often, and where the first stands.

    Of all fields, or of `fields`. After five lines one says how many more kinds there are.
    """
    rows = con.execute(
        "SELECT source_id, field, CASE WHEN field = 'column' THEN value END AS heading, reason, count(*) AS n, "
        "arg_min(url, row_no), min(row_no) FROM issue "
        "WHERE list_contains($runs, run_id) AND (len($fields) = 0 OR list_contains($fields, field)) "
        "GROUP BY ALL ORDER BY n DESC, source_id, field, heading, reason",
        {"runs": [*run_ids], "fields": [*fields]},
    ).fetchall()
    lines = []
    for source_id, field, heading, reason, n, url, row_no in rows[:_SHOWN]:
        where = f"{url or ''}{'' if row_no is None else f' row {row_no}'}".strip()
        lines.append(
            f"  {source_id}: {field}{f' {heading}' if heading else ''}: {reason}"
            + (f" × {n:,}" if n > 1 else "")
            + (f"; {where}" if where else "")
        )
    if len(rows) > _SHOWN:
        lines.append(f"  … and {len(rows) - _SHOWN:,} more kinds")
    return lines


def record_issues(con: duckdb.DuckDBPyConnection, note: RunNote, source: Source) -> int:
    """Store what the lander rejected, and entries whose key is missing or not unique. Repeats are not stored again.

    That an entry stands on two pages of a site is no issue; that a row stands twice in a file is one.
    """
    con.execute(
        "INSERT INTO issue BY NAME SELECT * FROM landed_issue l WHERE NOT EXISTS (SELECT 1 FROM issue i WHERE "
        "i.source_id = l.source_id AND i.url IS NOT DISTINCT FROM l.url AND i.row_no IS NOT DISTINCT FROM l.row_no "
        "AND i.field = l.field AND i.value IS NOT DISTINCT FROM l.value AND i.reason = l.reason)"
    )
    con.execute(
        "INSERT INTO issue BY NAME SELECT $source_id AS source_id, m.source_record_id, $run_id AS run_id, l.url, "
        "l.row_no, 'key' AS field, CASE WHEN NOT m.is_keyless THEN m.source_record_id END AS value, "
        "CASE WHEN m.is_keyless THEN 'key columns are empty; kept under its content' "
        "ELSE 'a different entry has the same key; both are kept' END AS reason "
        "FROM landed_mark m JOIN landed l USING (landed_no) "
        "WHERE m.is_keyless OR m.is_key_repeated ORDER BY m.source_record_id",
        {"source_id": source.id, "run_id": note.run_id},
    )
    if "name" in source.fields and source.subject == "physician":
        con.execute(
            "INSERT INTO issue BY NAME SELECT $source_id AS source_id, m.source_record_id, $run_id AS run_id, l.url, "
            "l.row_no, 'name' AS field, 'no name: it can be nobody''s' AS reason "
            "FROM landed_mark m JOIN landed l USING (landed_no) "
            "WHERE m.sighting = 'content' AND l.name IS NULL ORDER BY m.source_record_id",
            {"source_id": source.id, "run_id": note.run_id},
        )
    if note.kind == "import":
        _record_repeats(con, note)
    return number(con, "SELECT count(*) FROM issue WHERE run_id = ?", [note.run_id])


def _record_repeats(con: duckdb.DuckDBPyConnection, note: RunNote) -> None:
    """Store an issue for each row that says what a row of new content above it says."""
    if number(con, "SELECT count(*) FROM landed") == number(con, "SELECT count(*) FROM landed_entry"):
        return
    con.execute(
        "INSERT INTO issue BY NAME SELECT $source_id AS source_id, m.source_record_id, $run_id AS run_id, l.url, "
        "l.row_no, 'key' AS field, CASE WHEN NOT m.is_keyless THEN m.source_record_id END AS value, "
        "'the same row stands above; kept once' AS reason "
        "FROM landed l JOIN landed_mark m ON m.content_digest = raw_digest(l) "
        "WHERE m.sighting = 'content' AND m.landed_no <> l.landed_no ORDER BY m.source_record_id, l.row_no",
        {"source_id": note.source_id, "run_id": note.run_id},
    )
