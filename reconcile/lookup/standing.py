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
    )

    SELECT
        r.source_id,
        r.source_record_id,
        CASE WHEN c.content_digest IS NULL THEN 'unknown' ELSE c.closed_as END AS change,
        CASE WHEN c.content_digest IS NOT NULL THEN day_of(c.closed_at)::VARCHAR END AS changed_on
    FROM resting AS r
    LEFT JOIN content AS c USING (source_id, source_record_id, content_digest)
    WHERE c.content_digest IS NULL OR (c.is_closed AND NOT r.is_past)
    ORDER BY ALL
"""
_NAMES = ("source_id", "source_record_id", "content_digest")


def changed(con: duckdb.DuckDBPyConnection, receipts: Sequence[Mapping[str, Any]]) -> list[dict[str, str | None]]:
    """The records of some receipts that no longer say what is rested on: rows of source, record, change and day.

    change: `replaced` by another content, `gone` from its list, or `unknown`: history does not hold that content.
    Of a receipt about an earlier day only the last counts: what came after that day takes nothing from it. Reads
    `spell`.
    """
    resting: dict[tuple[str, ...], bool] = {}
    for receipt in receipts:
        is_past = receipt.get("day", receipt.get("as_of")) != receipt.get("as_of")
        for record in receipt["rests_on"]:
            key = tuple(str(record[name]) for name in _NAMES)
            resting[key] = is_past and resting.get(key, True)
    rows = [dict(zip(_NAMES, key, strict=True)) | {"is_past": is_past} for key, is_past in sorted(resting.items())]
    schema = pa.schema([*((name, pa.string()) for name in _NAMES), ("is_past", pa.bool_())])
    con.register("resting", pa.Table.from_pylist(rows, schema=schema))
    try:
        found = con.execute(_CHANGED)
        columns = [column[0] for column in found.description or ()]
        return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]
    finally:
        con.unregister("resting")
