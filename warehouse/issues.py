"""Issues in words, for whoever ran the command that found them."""

from collections.abc import Collection

import duckdb

_SHOWN = 5


def issue_lines(con: duckdb.DuckDBPyConnection, run_ids: Collection[str], fields: Collection[str] = ()) -> list[str]:
    """One line per field and reason of the runs' issues, the commonest first: how often, and where the first stands.

    Of all fields, or of `fields`. After five lines one says how many more kinds there are.
    """
    rows = con.execute(
        "SELECT source_id, field, reason, count(*) AS n, arg_min(url, row_no), min(row_no) FROM issue "
        "WHERE list_contains($runs, run_id) AND (len($fields) = 0 OR list_contains($fields, field)) "
        "GROUP BY ALL ORDER BY n DESC, source_id, field, reason",
        {"runs": [*run_ids], "fields": [*fields]},
    ).fetchall()
    lines = []
    for source_id, field, reason, n, url, row_no in rows[:_SHOWN]:
        where = f"{url or ''}{'' if row_no is None else f' row {row_no}'}".strip()
        lines.append(
            f"  {source_id}: {field}: {reason}" + (f" × {n:,}" if n > 1 else "") + (f"; {where}" if where else "")
        )
    if len(rows) > _SHOWN:
        lines.append(f"  … and {len(rows) - _SHOWN:,} more kinds")
    return lines
