"""Whether the records a receipt rests on still say in history what they said."""

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
import pyarrow as pa

_CHANGED = """
    WITH content AS (
        SELECT source_id, source_record_id, content_digest, min(closed_run_id IS NOT NULL) AS is_closed,
            max(closed_at) AS closed_at, arg_max(closed_as, closed_at) AS closed_as
        FROM spell
        SEMI JOIN resting AS r USING (source_id, source_record_id, content_digest)
        GROUP BY ALL
    ),

    -- What the entry says now, or last said.
    newest AS (
        SELECT source_id, source_record_id, first_seen_at,
            arg_max(content_digest, (first_seen_at, closed_run_id IS NULL)) AS content_digest,
            bool_or(closed_run_id IS NULL) AS is_listed
        FROM (
            SELECT *, max(first_seen_at) OVER (PARTITION BY source_id, source_record_id) AS newest_at
            FROM spell
            SEMI JOIN resting AS r USING (source_id, source_record_id)
        )
        WHERE first_seen_at = newest_at
        GROUP BY ALL
    ),

    compared AS (
        SELECT
            r.*,
            CASE
                WHEN c.content_digest IS NULL THEN 'unknown'
                WHEN r.is_past THEN NULL
                WHEN NOT r.is_gone THEN CASE WHEN c.is_closed THEN c.closed_as END
                -- That it was gone the receipt knows; that it came back is news.
                WHEN n.content_digest <> r.content_digest THEN 'replaced'
                WHEN n.is_listed THEN 'returned'
            END AS change,
            CASE WHEN r.is_gone THEN n.first_seen_at ELSE c.closed_at END AS changed_at
        FROM resting AS r
        LEFT JOIN content AS c USING (source_id, source_record_id, content_digest)
        LEFT JOIN newest AS n ON n.source_id = r.source_id AND n.source_record_id = r.source_record_id
    )

    SELECT
        source_id,
        source_record_id,
        change,
        CASE WHEN change <> 'unknown' THEN day_of(changed_at)::VARCHAR END AS changed_on
    FROM compared
    WHERE change IS NOT NULL
    ORDER BY ALL
"""
_NAMES = ("source_id", "source_record_id", "content_digest")


def changed(con: duckdb.DuckDBPyConnection, receipts: Sequence[Mapping[str, Any]]) -> list[dict[str, str | None]]:
    """The records of some receipts that no longer say what is rested on: rows of source, record, change and day.

    change: `replaced` by another content, `gone` from its list, `returned` to it where it was gone when the receipt
    was issued, or `unknown`: history does not hold that content. Of a receipt about an earlier day only the last
    counts: what came after that day takes nothing from it. Reads `spell`.
    """
    resting: dict[tuple[str, ...], tuple[bool, bool]] = {}
    for receipt in receipts:
        is_past = receipt.get("day", receipt.get("as_of")) != receipt.get("as_of")
        for record in receipt["rests_on"]:
            key = tuple(str(record[name]) for name in _NAMES)
            was_past, was_gone = resting.get(key, (True, True))
            resting[key] = is_past and was_past, record.get("gone_on") is not None and was_gone
    rows = [
        dict(zip(_NAMES, key, strict=True)) | {"is_past": is_past, "is_gone": is_gone}
        for key, (is_past, is_gone) in sorted(resting.items())
    ]
    flags = ((name, pa.bool_()) for name in ("is_past", "is_gone"))
    schema = pa.schema([*((name, pa.string()) for name in _NAMES), *flags])
    con.register("resting", pa.Table.from_pylist(rows, schema=schema))
    try:
        found = con.execute(_CHANGED)
        columns = [column[0] for column in found.description or ()]
        return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]
    finally:
        con.unregister("resting")
